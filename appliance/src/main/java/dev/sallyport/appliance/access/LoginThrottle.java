package dev.sallyport.appliance.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;

/**
 * Slows whoever guesses: after the third wrong password in a row for one name from one address the next attempt has to wait, twice
 * as long each time, a minute at most. An address that tries ever new names is slowed too, later and less, because many users may
 * share it. Attempts count from when they begin, so that many at once are no way around it. Who waits is told at once and holds no
 * thread. Thread-safe.
 */
final class LoginThrottle {
    private static final int FREE = 3;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int FREE_OF_ADDRESS = 100;
    private static final Duration LONGEST_OF_ADDRESS = Duration.ofSeconds(8);
    private static final int LONGEST_NAME = 64;
    private static final int NETWORK_BYTES = 8;

    private record Key(String name, String address) {}

    private final FailureCounts<Key> names;
    private final FailureCounts<String> addresses;

    LoginThrottle(Clock clock) {
        this.names = new FailureCounts<>(clock, FREE, LONGEST);
        this.addresses = new FailureCounts<>(clock, FREE_OF_ADDRESS, LONGEST_OF_ADDRESS);
    }

    /** Begins an attempt, which has to be ended by one of the other methods, or says how long it has to wait; then it was none. */
    synchronized Duration begin(String name, InetAddress address) {
        Key key = key(name, address);
        Duration delay = names.delay(key);
        if (delay.isZero()) {
            delay = addresses.delay(key.address());
        }
        if (delay.isZero()) {
            names.begin(key);
            addresses.begin(key.address());
        }
        return delay;
    }

    /** An attempt was wrong. */
    synchronized void failed(String name, InetAddress address) {
        Key key = key(name, address);
        // A program with an old password is slowed by its name, and must not use up what its neighbours have.
        boolean slowed = names.count(key) >= FREE;
        names.failed(key);
        if (slowed) {
            addresses.takeBack(key.address());
        } else {
            addresses.failed(key.address());
        }
    }

    /** An attempt was right. */
    synchronized void succeeded(String name, InetAddress address) {
        Key key = key(name, address);
        names.forget(key);
        // Not forgotten: one who has a password could try those of others between.
        addresses.takeBack(key.address());
    }

    /** An attempt came to nothing. */
    synchronized void takeBack(String name, InetAddress address) {
        Key key = key(name, address);
        names.takeBack(key);
        addresses.takeBack(key.address());
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
