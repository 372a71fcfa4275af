package dev.sallyport.appliance.cli;

import dev.sallyport.oci.MalformedValueException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen, as a command line says it.
 *
 * @param host a name or an address, IPv6 without brackets
 */
record ListenAddress(String host, int port) {
    private static final Pattern GRAMMAR =
            Pattern.compile("(?:([A-Za-z0-9.-]+)|\\[([0-9A-Fa-f:.%a-z]+)]):([0-9]{1,5})");
    private static final int HIGHEST_PORT = 65_535;

    static ListenAddress parse(String text) throws MalformedValueException {
        Matcher matcher = GRAMMAR.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > HIGHEST_PORT) {
            throw malformed(text);
        }
        String name = matcher.group(1);
        return new ListenAddress(name == null ? matcher.group(2) : name, Integer.parseInt(matcher.group(3)));
    }

    InetAddress resolve() throws MalformedValueException {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw malformed(host + ":" + port);
        }
    }

    private static MalformedValueException malformed(String text) {
        return new MalformedValueException(
                "listen address", text, "ADDRESS:PORT of this machine, such as 127.0.0.1:5000 or [::1]:5000");
    }
}
