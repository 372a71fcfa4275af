package dev.sallyport.appliance.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PaceTest {
    private final List<Long> pauses = new ArrayList<>();

    @Test
    void pausesForSoManyTimesAsLongAsItWorked() {
        Pace pace = new Pace(pauses::add, 3);
        long begun = System.nanoTime();
        while (pauses.isEmpty()) {
            pace.step();
        }
        long worked = System.nanoTime() - begun;
        assertThat(pauses.get(0)).isGreaterThanOrEqualTo(3_000_000).isLessThanOrEqualTo(3 * worked);
    }

    @Test
    void beginsToCountAnewAfterAPause() {
        Pace pace = new Pace(pauses::add, 1);
        long begun = System.nanoTime();
        while (pauses.size() < 5) {
            pace.step();
        }
        long all = pauses.stream().mapToLong(Long::longValue).sum();
        assertThat(all).isLessThanOrEqualTo(System.nanoTime() - begun);
    }
}
