package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SparingThreadsTest {
    private static final int MOST = 8;

    private final AtomicInteger made = new AtomicInteger();
    private final ExecutorService threads = new SparingThreads(MOST, task -> {
        made.incrementAndGet();
        return new Thread(task, "sparing");
    });

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void tasksOneAfterTheOtherTakeFewThreads() throws Exception {
        for (int i = 0; i < 1000; i++) {
            threads.submit(() -> {}).get();
        }
        // A thread that has just told its result may not wait for the next task yet.
        assertThat(made.get()).isLessThan(MOST);
    }

    @Test
    void tasksAtOnceHaveAThreadEachUpToTheMost() throws Exception {
        CountDownLatch running = new CountDownLatch(MOST);
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < MOST; i++) {
            threads.execute(() -> {
                running.countDown();
                await(end);
            });
        }
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(made.get()).isEqualTo(MOST);
        end.countDown();
    }

    @Test
    void whatIsBeyondTheMostIsDoneLater() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<Future<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 10 * MOST; i++) {
            tasks.add(threads.submit(() -> await(end)));
        }
        assertThat(made.get()).isEqualTo(MOST);
        end.countDown();
        for (Future<?> task : tasks) {
            task.get();
        }
        assertThat(made.get()).isEqualTo(MOST);
    }

    @Test
    void takesNothingMoreOnceItIsShutDown() {
        threads.shutdown();
        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
