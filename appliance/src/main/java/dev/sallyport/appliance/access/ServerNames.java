package dev.sallyport.appliance.access;

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

/**
 * What clients call this server: host names and addresses, those it is known by first.
 */
public record ServerNames(List<String> hosts, List<InetAddress> addresses) {
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Pattern HOST = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,62}(?:\\.[a-z0-9-]{1,63}){0,20})");
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
     * @param given names that the administrator gave
     */
    public static ServerNames ofThisMachine(InetAddress listen, Collection<String> given) throws IOException {
        Set<String> hosts = new LinkedHashSet<>();
        for (String name : given) {
            addHost(hosts, name);
        }
        if (Files.isReadable(KERNEL_NAME)) {
            addHost(hosts, Files.readString(KERNEL_NAME).strip());
        }
        hosts.add("localhost");
        Set<InetAddress> addresses = new LinkedHashSet<>();
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

    private static void addHost(Set<String> hosts, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (HOST.matcher(lower).matches()) {
            hosts.add(lower);
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
