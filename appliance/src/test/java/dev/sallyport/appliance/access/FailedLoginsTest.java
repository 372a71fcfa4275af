package dev.sallyport.appliance.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.SettableClock;
import dev.sallyport.appliance.store.AccessState;
import dev.sallyport.appliance.store.UserName;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The records of failed logins, on a disk that is slow. */
@Timeout(60)
final class FailedLoginsTest {
    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private final CountDownLatch disk = new CountDownLatch(1);
    private final AtomicInteger recorded = new AtomicInteger();
    private Access access;

    @BeforeEach
    void open() throws Exception {
        Principals principals = new Principals() {
            @Override
            public AccessState state() {
                return AccessState.unconfigured();
            }

            @Override
            public void loginFailed(UserName user, String address, Instant time) {
                try {
                    disk.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                recorded.incrementAndGet();
            }
        };
        access = Access.open(
                principals,
                AdminToken.of("a".repeat(43)),
                folder.resolve("token.key"),
                true,
                List.of(),
                null,
                new Passwords(clock, (hash, password) -> false),
                clock);
    }

    private void fail(String password) throws Exception {
        String given = Base64.getEncoder().encodeToString(("bob:" + password).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() ->
                        access.authenticate(Credentials.of("Basic " + given, InetAddress.getLoopbackAddress(), null)))
                .isInstanceOf(LoginFailedException.class);
    }

    @Test
    void theAnswerWaitsForNoRecordAndTheEndForAll() throws Exception {
        fail("wrong");
        fail("also wrong");
        assertThat(recorded).hasValue(0);
        disk.countDown();
        access.close();
        assertThat(recorded).hasValue(2);
        fail("wrong again");
        access.close();
        assertThat(recorded).hasValue(2);
    }

    @Test
    void tokensThatNobodyHasSlowNobody() throws Exception {
        disk.countDown();
        for (int i = 0; i < 20; i++) {
            fail(PersonalToken.make());
        }
        fail("wrong");
    }
}
