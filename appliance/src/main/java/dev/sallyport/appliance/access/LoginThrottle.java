package dev.sallyport.appliance.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slows whoever guesses: after the third wrong password in a row for one name from one address the next attempt has to wait, twice
 * as long each time, a minute at most. Who waits is told at once and holds no thread. Thread-safe.
 */
final class LoginThrottle {
    private static final int FREE = 3;
    private static final long LONGEST_SECONDS = 60;
    private static final Duration FORGOTTEN = Duration.ofHours(1);
    private static final int MOST = 10_000;
    private static final int LONGEST_NAME = 64;
    private static final int NETWORK_BYTES = 8;

    private record Key(String name, String address) {}

    private record Failures(int count, Instant last) {}

    private final Clock clock;
    private final Map<Key, Failures> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Failures> eldest) {
            return size() > MOST;
        }
    };

    LoginThrottle(Clock clock) {
        this.clock = clock;
    }

    /** How long the next attempt has to wait; zero if it may be made. */
    synchronized Duration delay(String name, InetAddress address) {
        Failures known = recall(key(name, address));
        if (known == null || known.count() < FREE) {
            return Duration.ZERO;
        }
        long seconds = Math.min(LONGEST_SECONDS, 1L << Math.min(known.count() - FREE, 10));
        Duration left = Duration.between(clock.instant(), known.last().plusSeconds(seconds));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** An attempt was wrong. */
    synchronized void failed(String name, InetAddress address) {
        Key key = key(name, address);
        Failures known = recall(key);
        failures.remove(key); // to the young end
        failures.put(key, new Failures(known == null ? 1 : known.count() + 1, clock.instant()));
    }

    /** An attempt was right. */
    synchronized void succeeded(String name, InetAddress address) {
        failures.remove(key(name, address));
    }

    private @Nullable Failures recall(Key key) {
        Failures known = failures.get(key);
        return known == null || known.last().plus(FORGOTTEN).isBefore(clock.instant()) ? null : known;
    }

    private static Key key(String name, InetAddress address) {
        return new Key(name.substring(0, Math.min(name.length(), LONGEST_NAME)), group(address));
    }

    /** The address; of IPv6 the network, because a host there has as many addresses as it likes. */
    static String group(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK_BYTES), 2 * NETWORK_BYTES);
        try {
            return address.isLoopbackAddress()
                    ? "::1"
                    : InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Sixteen bytes are an address", e);
        }
    }
}
