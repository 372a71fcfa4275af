package dev.sallyport.appliance.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is kept, for whom, and for how long. */
final class LeasesTest {
    private static final RepositoryName APP = new RepositoryName("team/app");
    private static final RepositoryName OTHER = new RepositoryName("team/other");
    private static final int MOST = 200_000;

    private final Leases leases = new Leases(Clock.fixed(Instant.parse("2031-01-01T00:00:00Z"), ZoneOffset.UTC));

    private static Digest digest(int number) {
        return Digest.sha256(String.valueOf(number).getBytes(UTF_8));
    }

    @Test
    void aPromiseIsOfOneRepository() {
        leases.promise(APP, digest(1));

        assertThat(leases.keeps(APP, digest(1))).isTrue();
        assertThat(leases.keeps(OTHER, digest(1))).isFalse();
        assertThat(leases.keeps(APP, digest(2))).isFalse();
        assertThat(leases.keeps(digest(1))).isFalse();
    }

    @Test
    void aLeaseIsForEverybodyAndEndsWithTheLastWhoTookIt() {
        Leases.Lease first = leases.take(digest(1));
        Leases.Lease second = leases.take(digest(1));
        first.close();
        first.close();
        assertThat(leases.keeps(digest(1))).isTrue();
        assertThat(leases.keeps(APP, digest(1))).isTrue();
        second.close();
        assertThat(leases.keeps(digest(1))).isFalse();
        assertThat(leases.keeps(APP, digest(1))).isFalse();
    }

    @Test
    void everyPromiseIsEndedOnce() {
        leases.promise(APP, digest(1));
        leases.promise(APP, digest(1));
        leases.end(OTHER, digest(1));
        leases.end(APP, digest(1));
        assertThat(leases.keeps(APP, digest(1))).isTrue();
        leases.end(APP, digest(1));
        leases.end(APP, digest(1));
        assertThat(leases.keeps(APP, digest(1))).isFalse();
    }

    @Test
    void whatGoesIsPromisedToNobodyUntilItIsGone() throws Exception {
        leases.promise(APP, digest(1));
        Predicate<Digest> kept = digest -> leases.keeps(APP, digest);
        assertThat(leases.go(APP, List.of(digest(2), digest(1)), kept)).isFalse();
        leases.promise(APP, digest(2));
        leases.end(APP, digest(2));

        assertThat(leases.go(APP, List.of(digest(2), digest(3)), kept)).isTrue();
        leases.promise(OTHER, digest(2));
        leases.promise(APP, digest(4));
        Thread client = new Thread(() -> leases.promise(APP, digest(3)));
        client.start();
        while (client.getState() != Thread.State.WAITING) {
            assertThat(client.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        leases.gone();
        client.join();
        assertThat(leases.keeps(APP, digest(3))).isTrue();
    }

    @Test
    void ofTooManyTheOldestIsForgotten() {
        for (int number = 0; number < MOST; number++) {
            leases.promise(APP, digest(number));
        }
        assertThat(leases.keeps(APP, digest(0))).isTrue();
        // Made again, it is the youngest.
        leases.promise(APP, digest(0));
        leases.promise(APP, digest(MOST));

        assertThat(leases.keeps(APP, digest(0))).isTrue();
        assertThat(leases.keeps(APP, digest(1))).isFalse();
        assertThat(leases.keeps(APP, digest(2))).isTrue();
        assertThat(leases.keeps(APP, digest(MOST))).isTrue();
    }
}
