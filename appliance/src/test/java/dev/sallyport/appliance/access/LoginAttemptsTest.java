package dev.sallyport.appliance.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.SettableClock;
import dev.sallyport.appliance.access.LoginAttempts.Attempt;
import dev.sallyport.appliance.access.LoginAttempts.Outcome;
import dev.sallyport.appliance.store.UserEntry;
import dev.sallyport.appliance.store.UserName;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What many attempts at once can do, and what many names can. */
@Timeout(60)
final class LoginAttemptsTest {
    private static final UserEntry ALICE =
            new UserEntry(new UserName("alice"), "hash of wonderland", 1, Instant.EPOCH, List.of());

    private final SettableClock clock = new SettableClock();
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger computed = new AtomicInteger();
    private final LoginAttempts attempts = new LoginAttempts(
            new Passwords(clock, (hash, password) -> {
                computed.incrementAndGet();
                if (password.startsWith("slow")) {
                    await(go);
                }
                return hash.equals("hash of " + password) || password.equals("slow and right");
            }),
            new LoginThrottle(clock),
            true);
    private final List<Thread> clients = new ArrayList<>();
    private final List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
    private final InetAddress here = address("192.0.2.1");

    @AfterEach
    void end() {
        go.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private Attempt attempt(String name, String password, InetAddress from) {
        return attempts.make(new BasicCredentials(name, password), name.equals("alice") ? ALICE : null, from);
    }

    private void begin(String name, String password, InetAddress from) {
        Thread client =
                new Thread(() -> outcomes.add(attempt(name, password, from).outcome()));
        client.setDaemon(true);
        clients.add(client);
        client.start();
    }

    /** Until each has its answer or waits for something. */
    private void settle() {
        for (Thread client : clients) {
            while (client.getState() == Thread.State.RUNNABLE
                    || client.getState() == Thread.State.BLOCKED
                    || client.getState() == Thread.State.NEW) {
                Thread.onSpinWait();
            }
        }
    }

    private void finish() throws InterruptedException {
        go.countDown();
        for (Thread client : clients) {
            client.join();
        }
    }

    @Test
    void manyGuessesAtOnceAreNoMoreThanOneAfterTheOther() throws Exception {
        for (int i = 0; i < 6; i++) {
            begin("alice", "slow guess " + i, here);
        }
        settle();
        finish();
        assertThat(outcomes)
                .containsExactlyInAnyOrder(
                        Outcome.SLOWED, Outcome.SLOWED, Outcome.SLOWED, Outcome.WRONG, Outcome.WRONG, Outcome.WRONG);
    }

    @Test
    void theSameAtOnceIsOneAttempt() throws Exception {
        for (int i = 0; i < 10; i++) {
            begin("alice", "slow and right", here);
        }
        settle();
        finish();
        assertThat(outcomes).hasSize(10).containsOnly(Outcome.RIGHT);
        assertThat(computed).hasValue(1);
    }

    @Test
    void oneAddressLeavesRoomForTheOthers() throws Exception {
        for (int i = 0; i < 40; i++) {
            begin("nobody" + i, "slow guess", here);
        }
        settle();
        assertThat(attempt("alice", "wonderland", address("192.0.2.2")).outcome())
                .isEqualTo(Outcome.RIGHT);
        assertThat(attempt("alice", "wonderland", address("2001:db8::1")).outcome())
                .isEqualTo(Outcome.RIGHT);
        finish();
        assertThat(outcomes).contains(Outcome.BUSY, Outcome.WRONG);
    }

    @Test
    void whatNobodyLookedAtDoesNotCount() throws Exception {
        for (int i = 0; i < 8; i++) {
            begin("nobody" + i, "slow guess", here);
        }
        settle();
        for (int i = 0; i < 10; i++) {
            assertThat(attempt("alice", "guess " + i, here).outcome()).isEqualTo(Outcome.BUSY);
        }
        finish();
        assertThat(attempt("alice", "wonderland", here).outcome()).isEqualTo(Outcome.RIGHT);
    }

    @Test
    void anAddressThatTriesEverNewNamesIsSlowed() {
        for (int i = 0; i < 100; i++) {
            assertThat(attempt("nobody" + i, "guess", here).outcome()).isEqualTo(Outcome.WRONG);
        }
        assertThat(attempt("another", "guess", here)).isEqualTo(new Attempt(Outcome.SLOWED, Duration.ofSeconds(1)));
        assertThat(attempt("another", "guess", address("192.0.2.2")).outcome()).isEqualTo(Outcome.WRONG);
        clock.pass(Duration.ofSeconds(1));
        assertThat(attempt("alice", "wonderland", here).outcome()).isEqualTo(Outcome.RIGHT);
        for (int i = 0; i < 8; i++) {
            clock.pass(Duration.ofSeconds(8));
            assertThat(attempt("another" + i, "guess", here).outcome()).isEqualTo(Outcome.WRONG);
        }
        assertThat(attempt("another", "guess", here).delay()).hasSeconds(8);
    }

    @Test
    void aProgramWithAnOldPasswordSlowsNoNeighbour() {
        for (int i = 0; i < 200; i++) {
            clock.pass(Duration.ofSeconds(60));
            assertThat(attempt("alice", "old", here).outcome()).isEqualTo(Outcome.WRONG);
        }
        assertThat(attempt("bob", "guess", here).outcome()).isEqualTo(Outcome.WRONG);
    }
}
