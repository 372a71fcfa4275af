package dev.sallyport.agent.registry;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that are reached without a proxy, as {@code NO_PROXY} lists them: {@code *} for all; {@code example.com} for it and
 * what is under it, {@code .example.com} or {@code *.example.com} for what is under it; an address, or a block of addresses like
 * {@code 10.0.0.0/8}; each but a block with an optional port.
 */
record ProxyExceptions(List<String> entries) {
    private static final int MOST_ENTRIES = 10_000;
    private static final Pattern IP = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    ProxyExceptions {
        entries = List.copyOf(entries);
    }

    static ProxyExceptions parse(String text) {
        return new ProxyExceptions(Arrays.stream(text.split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .limit(MOST_ENTRIES)
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .toList());
    }

    /** @param host without port, an IPv6 address in brackets, in lower case */
    boolean cover(String host, int port) {
        String plain = withoutBrackets(host);
        Optional<InetAddress> address = address(plain);
        return entries.stream().anyMatch(entry -> covers(entry, plain, address.orElse(null), port));
    }

    private static boolean covers(String entry, String host, @Nullable InetAddress address, int port) {
        if (entry.equals("*")) {
            return true;
        }
        int slash = entry.indexOf('/');
        if (slash > 0) {
            return address != null && isInBlock(address, entry.substring(0, slash), entry.substring(slash + 1));
        }
        String name = entry;
        int colon = entry.lastIndexOf(':');
        boolean ported = colon > 0
                && entry.substring(colon + 1).matches("[0-9]{1,5}")
                && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
        if (ported) {
            if (Integer.parseInt(entry.substring(colon + 1)) != port) {
                return false;
            }
            name = entry.substring(0, colon);
        }
        return names(withoutBrackets(name), host, address);
    }

    private static boolean names(String name, String host, @Nullable InetAddress address) {
        Optional<InetAddress> other = address(name);
        if (address != null || other.isPresent()) {
            return address != null && other.isPresent() && other.get().equals(address);
        }
        String suffix = name.startsWith("*.") ? name.substring(1) : name;
        return suffix.startsWith(".")
                ? suffix.length() > 1 && host.endsWith(suffix)
                : host.equals(suffix) || host.endsWith('.' + suffix);
    }

    private static boolean isInBlock(InetAddress address, String block, String bits) {
        Optional<InetAddress> base = address(withoutBrackets(block));
        if (base.isEmpty() || !bits.matches("[0-9]{1,3}")) {
            return false;
        }
        int length = address.getAddress().length * 8;
        int fixed = Integer.parseInt(bits);
        return base.get().getAddress().length * 8 == length
                && fixed <= length
                && number(address)
                        .shiftRight(length - fixed)
                        .equals(number(base.get()).shiftRight(length - fixed));
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    // Only what is an address already: nothing is looked up.
    private static Optional<InetAddress> address(String text) {
        try {
            return IP.matcher(text).matches() ? Optional.of(InetAddress.getByName(text)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
