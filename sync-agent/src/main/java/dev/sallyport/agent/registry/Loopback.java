package dev.sallyport.agent.registry;

import java.util.regex.Pattern;

/** Which registry hosts are this machine itself, told by their names alone. */
final class Loopback {
    private static final Pattern IPV4 = Pattern.compile("127(?:\\.[0-9]{1,3}){3}");

    private Loopback() {}

    /** Whether {@code host}, without a port, is {@code localhost}, in 127.0.0.0/8, or {@code [::1]}. */
    static boolean is(String host) {
        return host.equals("localhost")
                || host.equals("[::1]")
                || IPV4.matcher(host).matches();
    }
}
