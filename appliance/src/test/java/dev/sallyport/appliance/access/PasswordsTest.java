package dev.sallyport.appliance.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.SettableClock;
import dev.sallyport.appliance.access.Passwords.Outcome;
import dev.sallyport.appliance.store.UserEntry;
import dev.sallyport.appliance.store.UserName;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class PasswordsTest {
    private final SettableClock clock = new SettableClock();
    private final AtomicInteger computed = new AtomicInteger();
    private final Passwords passwords = new Passwords(clock, (hash, password) -> {
        computed.incrementAndGet();
        return hash.equals("hash of " + password);
    });

    private static UserEntry alice(long generation, String password) {
        return new UserEntry(new UserName("alice"), "hash of " + password, generation, Instant.EPOCH, List.of());
    }

    @Test
    void hashesAreOfTheAgreedCostAndEachAnother() {
        String hash = PasswordHash.of("wonderland");
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(PasswordHash.of("wonderland"));
        assertThat(PasswordHash.matches(hash, "wonderland")).isTrue();
        assertThat(PasswordHash.matches(hash, "Wonderland")).isFalse();
        assertThat(PasswordHash.matches("$argon2id$v=19$m=9999999,t=2,p=1$c2FsdA$aGFzaA", "x"))
                .isFalse();
    }

    @Test
    void remembersForFiveMinutes() {
        assertThat(passwords.verify("alice", alice(1, "secret"), "secret", "here", true))
                .isEqualTo(Outcome.RIGHT);
        assertThat(passwords.verify("alice", alice(1, "secret"), "wrong", "here", true))
                .isEqualTo(Outcome.WRONG);
        clock.pass(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(passwords.verify("alice", alice(1, "secret"), "secret", "here", true))
                .isEqualTo(Outcome.RIGHT);
        assertThat(passwords.verify("alice", alice(1, "secret"), "wrong", "here", true))
                .isEqualTo(Outcome.WRONG);
        assertThat(computed).hasValue(2);
        clock.pass(Duration.ofSeconds(1));
        assertThat(passwords.verify("alice", alice(1, "secret"), "secret", "here", true))
                .isEqualTo(Outcome.RIGHT);
        assertThat(computed).hasValue(3);
    }

    @Test
    void forgetsWhenThePasswordChangesOrTheUserGoes() {
        assertThat(passwords.verify("alice", alice(1, "secret"), "secret", "here", true))
                .isEqualTo(Outcome.RIGHT);
        assertThat(passwords.verify("alice", alice(2, "other"), "secret", "here", true))
                .isEqualTo(Outcome.WRONG);
        assertThat(passwords.verify("alice", null, "secret", "here", true)).isEqualTo(Outcome.WRONG);
        assertThat(passwords.verify("bob", alice(1, "secret"), "wrong", "here", true))
                .isEqualTo(Outcome.WRONG);
    }

    @Test
    void aNameNobodyHasCostsAsMuchAsAnother() {
        assertThat(passwords.verify("nobody", null, "secret", "here", true)).isEqualTo(Outcome.WRONG);
        assertThat(computed).hasValue(1);
    }

    @Test
    @Timeout(60)
    void computesTwoAtOnceAndNoMore() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch bothIn = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        Passwords slow = new Passwords(clock, (hash, password) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            bothIn.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            running.decrementAndGet();
            return true;
        });
        ExecutorService clients = Executors.newFixedThreadPool(10);
        try {
            List<Future<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String password = "secret " + i;
                outcomes.add(clients.submit(() -> slow.verify("alice", alice(1, password), password, password, true)));
            }
            bothIn.await();
            // Who does not want to wait is told so.
            assertThat(slow.verify("alice", alice(1, "offer"), "offer", "here", false))
                    .isEqualTo(Outcome.BUSY);
            go.countDown();
            for (Future<Outcome> outcome : outcomes) {
                assertThat(outcome.get()).isEqualTo(Outcome.RIGHT);
            }
            assertThat(most).hasValue(2);
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void slowsTwiceAsMuchEachTimeUpToAMinuteAndForgets() throws Exception {
        LoginThrottle throttle = new LoginThrottle(clock);
        InetAddress address = InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < 3; i++) {
            assertThat(throttle.begin("alice", address)).isZero();
            throttle.failed("alice", address);
        }
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(throttle.begin("alice", address)).hasSeconds(seconds);
            for (InetAddress from : List.of(address, InetAddress.getByName("192.0.2.2"))) {
                String name = from.equals(address) ? "bob" : "alice";
                assertThat(throttle.begin(name, from)).isZero();
                throttle.takeBack(name, from);
            }
            clock.pass(Duration.ofSeconds(seconds));
            assertThat(throttle.begin("alice", address)).isZero();
            throttle.failed("alice", address);
        }
        clock.pass(Duration.ofSeconds(60));
        assertThat(throttle.begin("alice", address)).isZero();
        throttle.succeeded("alice", address);
        assertThat(throttle.begin("alice", address)).isZero();
    }

    @Test
    void takesAnIpv6NetworkForOneAddress() throws Exception {
        assertThat(LoginThrottle.group(InetAddress.getByName("2001:db8:1:2:3:4:5:6")))
                .isEqualTo(LoginThrottle.group(InetAddress.getByName("2001:db8:1:2::1")))
                .isNotEqualTo(LoginThrottle.group(InetAddress.getByName("2001:db8:1:3::1")));
        assertThat(LoginThrottle.group(InetAddress.getByName("192.0.2.1"))).isEqualTo("192.0.2.1");
    }
}
