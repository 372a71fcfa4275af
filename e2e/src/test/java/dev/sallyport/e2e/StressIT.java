package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Users who push, pull, tag and delete, imports and collections, all at once, while the server is killed or stopped and started
 * again every few seconds. Afterwards everything that was acknowledged is there, and nothing else is to be had: as it runs, after
 * one more start, and with a database that was built again from nothing.
 *
 * <p>What is asked comes from a seed; when the answers come does not. {@code e2e/stress} runs it for longer.
 */
class StressIT {
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("sallyport.stress.seconds", 60));
    private static final long SEED = Long.getLong("sallyport.stress.seed", 1);
    private static final int WORKERS = 4;
    private static final int REPOSITORIES = 3;
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int SAMPLE = 60;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<StressWorker> workers = new ArrayList<>();
    private final List<StressRepository> repositories = new ArrayList<>();

    @Test
    void keepsWhatWasAcknowledgedAndGivesOutNothingElse() throws Exception {
        Path folder = emptyFolder(Path.of("target/e2e/stress").toAbsolutePath());
        Random random = new Random(SEED);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (StressServer server = new StressServer(folder)) {
            server.start();
            StressReleases releases =
                    new StressReleases(server, folder.resolve("volumes"), new Random(random.nextLong()), ended::get);
            releases.trust();
            makeWorkers(server, random);
            Future<Integer> collections = threads.submit(() -> collect(server));
            Future<Integer> imports = threads.submit(releases);
            List<Future<Integer>> changes =
                    workers.stream().map(threads::submit).toList();

            int restarts = disturb(
                    server,
                    random,
                    Stream.concat(changes.stream(), Stream.of(imports, collections))
                            .toList());
            int done = 0;
            for (Future<Integer> worker : changes) {
                done += finished(worker);
            }
            System.out.printf(
                    "stress: seed %d, %s: %d actions, %d releases, %d collections, %d restarts%n",
                    SEED, LENGTH, done, finished(imports), finished(collections), restarts);

            prove(releases);
            server.stop();
            server.start();
            prove(releases);
            server.kill();
            deleteDatabase(server.data());
            server.start();
            prove(releases);
            assertThat(server.output()).as("no fault was logged").doesNotContain("ERROR");
        } finally {
            ended.set(true);
            threads.shutdownNow();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private void makeWorkers(StressServer server, Random random) {
        StressContent content = new StressContent(new Random(random.nextLong()));
        for (int worker = 0; worker < WORKERS; worker++) {
            List<StressRepository> own = new ArrayList<>();
            for (int i = 0; i < REPOSITORIES; i++) {
                own.add(new StressRepository("team-" + worker + "/app-" + i, System::nanoTime, GRACE.toNanos()));
            }
            repositories.addAll(own);
            workers.add(new StressWorker(server, content, own, new Random(random.nextLong()), ended::get));
        }
    }

    /** Restarts the server again and again until the time is over or somebody has failed; how often. */
    private int disturb(StressServer server, Random random, List<Future<Integer>> running) throws Exception {
        long end = System.nanoTime() + LENGTH.toNanos();
        int restarts = 0;
        while (System.nanoTime() < end && running.stream().noneMatch(Future::isDone)) {
            TimeUnit.MILLISECONDS.sleep(2000 + random.nextInt(6000));
            if (random.nextInt(3) > 0) {
                server.kill();
            } else {
                server.stop();
            }
            server.start();
            restarts++;
        }
        ended.set(true);
        return restarts;
    }

    private int collect(StressServer server) throws IOException, InterruptedException {
        int collections = 0;
        while (!ended.get()) {
            int starts = server.starts();
            server.awaitUp();
            ToolRun run = server.run("gc", "--grace", GRACE.toSeconds() + "s");
            if (run.exit() == 0) {
                collections++;
            } else if (server.isUp() && server.starts() == starts) {
                run.succeeded();
            }
        }
        return collections;
    }

    private static int finished(Future<Integer> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError("with seed " + SEED + ": " + e.getCause(), e.getCause());
        }
    }

    private void prove(StressReleases releases) throws IOException, InterruptedException {
        for (StressWorker worker : workers) {
            worker.prove(SAMPLE);
        }
        releases.prove();
        for (StressRepository repository : repositories) {
            releases.proveSeparate(repository);
        }
    }

    private static void deleteDatabase(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("database"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static Path emptyFolder(Path folder) throws IOException, InterruptedException {
        new ProcessBuilder("rm", "-rf", folder.toString()).inheritIO().start().waitFor();
        return Files.createDirectories(folder);
    }
}
