package dev.sallyport.appliance.access;

import dev.sallyport.oci.MalformedValueException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What clients call this server: host names and addresses, those it is known by first.
 */
public record ServerNames(List<String> hosts, List<InetAddress> addresses) {
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Pattern HOST = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,62}(?:\\.[a-z0-9-]{1,63}){0,20})");
    /** What a host name never ends in. */
    private static final Pattern NUMERIC_END = Pattern.compile("(?:.*\\.)?[0-9]+");

    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final int MOST = 100;

    public ServerNames {
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
        if (hosts.isEmpty() && addresses.isEmpty()) {
            throw new IllegalArgumentException("No name at all");
        }
    }

    /**
     * Those of this machine. Nobody is asked: a name server would be on another one.
     *
     * @param listen where the server listens; for any address, all that the machine has
     * @param given names and addresses that the administrator gave
     * @throws MalformedValueException if one of those is neither
     */
    public static ServerNames ofThisMachine(InetAddress listen, Collection<String> given)
            throws IOException, MalformedValueException {
        Set<String> hosts = new LinkedHashSet<>();
        Set<InetAddress> addresses = new LinkedHashSet<>();
        for (String name : given) {
            InetAddress literal = address(name);
            if (literal != null) {
                addresses.add(literal);
            } else {
                hosts.add(requireHost(name));
            }
        }
        if (Files.isReadable(KERNEL_NAME)) {
            String name = Files.readString(KERNEL_NAME).strip().toLowerCase(Locale.ROOT);
            if (isHost(name)) {
                hosts.add(name);
            }
        }
        hosts.add("localhost");
        if (!listen.isAnyLocalAddress()) {
            addresses.add(listen);
        } else {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                each.getInterfaceAddresses().stream()
                        .map(InterfaceAddress::getAddress)
                        .filter(address -> !address.isLinkLocalAddress())
                        .limit(MOST)
                        .forEach(addresses::add);
            }
        }
        addresses.add(address(127, 0, 0, 1));
        addresses.add(address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
        return new ServerNames(new ArrayList<>(hosts), new ArrayList<>(addresses));
    }

    /** Throws unless each of {@code given} is a host name or an address. */
    public static void check(Collection<String> given) throws MalformedValueException {
        for (String name : given) {
            if (address(name) == null) {
                String ignored = requireHost(name);
            }
        }
    }

    private static String requireHost(String name) throws MalformedValueException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!isHost(lower)) {
            throw new MalformedValueException(
                    "server name",
                    name,
                    "a host name without a port and without a dot at its end, such as registry.plant.example, or an"
                            + " address, such as 10.0.0.5 or 2001:db8::1");
        }
        return lower;
    }

    private static boolean isHost(String lower) {
        return HOST.matcher(lower).matches() && !NUMERIC_END.matcher(lower).matches();
    }

    /** The address that {@code text} is written as; null if it is none. Asks nobody. */
    private static @Nullable InetAddress address(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static InetAddress address(int... bytes) throws UnknownHostException {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        return InetAddress.getByAddress(address);
    }

    /** As registry hosts, which cannot be addresses of IPv6: each with {@code port}. */
    public Set<String> withPort(int port) {
        Set<String> names = new LinkedHashSet<>();
        hosts.forEach(host -> names.add(host + ':' + port));
        addresses.stream()
                .filter(Inet4Address.class::isInstance)
                .forEach(address -> names.add(address.getHostAddress() + ':' + port));
        return names;
    }

    /** What people call it. */
    String first() {
        return hosts.isEmpty() ? addresses.get(0).getHostAddress() : hosts.get(0);
    }
}
