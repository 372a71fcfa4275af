package dev.sallyport.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both programs killed with SIGKILL after a seeded share of the bytes they write, and run again. What comes out is what
 * an undisturbed run makes, and nobody has seen a part of it before.
 */
@ExtendWith(ConnectedSide.Resolver.class)
@TestInstance(Lifecycle.PER_CLASS)
class KillIT {
    private ConnectedSide source;
    private Machine enclave;
    private Path publicKey;
    private Path volume;
    private long savedBytes;
    private long importedBytes;
    private Map<String, String> undisturbedVolume;
    private List<String> undisturbedStore;

    @BeforeAll
    void runUndisturbed(ConnectedSide connected) throws Exception {
        source = connected;
        SyncAgent agent = new SyncAgent(source.machine(), "undisturbed");
        publicKey = agent.publicKey();
        source.machine().run(agent.save(source.images().keySet())).succeeded();
        savedBytes = bytes(agent.folder());
        volume = agent.volumes().get(0);
        undisturbedVolume = entries(volume);

        enclave = Machine.start("enclave-kill");
        Appliance appliance = new Appliance(enclave, "undisturbed");
        Service server = appliance.serve();
        appliance.trust(publicKey);
        long before = bytes(appliance.data());
        appliance.run("import", volume);
        importedBytes = bytes(appliance.data()) - before;
        server.kill();
        undisturbedStore = blobs(appliance.data());
    }

    @AfterAll
    void takeDown() throws IOException {
        if (enclave != null) {
            enclave.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void saveFinishesAfterItWasKilled(long seed) throws Exception {
        SyncAgent agent = new SyncAgent(source.machine(), "killed-" + seed);
        Files.copy(publicKey.resolveSibling("publisher.pem"), agent.folder().resolve("publisher.pem"));
        Command save = agent.save(source.images().keySet());

        Service running = source.machine().start(save);
        killAfter(running, agent.folder(), 0, share(seed, savedBytes));
        for (Path visible : Files.isDirectory(agent.output()) ? agent.volumes() : List.<Path>of()) {
            agent.run("verify", visible, "--trust", publicKey);
        }

        source.machine().run(save).succeeded();
        assertThat(agent.volumes()).hasSize(1);
        agent.run("verify", agent.output(), "--trust", publicKey);
        assertThat(entries(agent.volumes().get(0))).isEqualTo(undisturbedVolume);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void importFinishesAfterTheServerWasKilled(long seed) throws Exception {
        Appliance appliance = new Appliance(enclave, "server-killed-" + seed);
        Service server = appliance.serve();
        appliance.trust(publicKey);
        Watch watch = new Watch();
        try {
            long before = bytes(appliance.data());
            Service importing = enclave.start(appliance.command("import", volume));
            killAfter(server, appliance.data(), before, share(seed, importedBytes));
            assertThat(importing.await(Duration.ofMinutes(2)).exit()).isNotZero();

            server = appliance.serve();
            appliance.run("import", volume);
        } finally {
            watch.stop();
        }
        watch.sawNothingOrEverything();
        server.kill();
        assertThat(blobs(appliance.data())).isEqualTo(undisturbedStore);
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8, 9, 10})
    void importFinishesAfterTheCommandLineWasKilled(long seed) throws Exception {
        Appliance appliance = new Appliance(enclave, "client-killed-" + seed);
        Service server = appliance.serve();
        appliance.trust(publicKey);
        Watch watch = new Watch();
        try {
            long before = bytes(appliance.data());
            Service importing = enclave.start(appliance.command("import", volume));
            killAfter(importing, appliance.data(), before, share(seed, importedBytes));
            appliance.run("import", volume);
        } finally {
            watch.stop();
        }
        watch.sawNothingOrEverything();
        server.kill();
        assertThat(blobs(appliance.data())).isEqualTo(undisturbedStore);
    }

    /** A share of {@code bytes}, up to nine tenths: the last tenth may be over before a signal arrives. */
    private static long share(long seed, long bytes) {
        return (long) (bytes * 0.9 * new Random(seed).nextDouble());
    }

    private static void killAfter(Service service, Path folder, long before, long bytes) throws Exception {
        while (service.running() && bytes(folder) - before < bytes) {
            Thread.onSpinWait();
        }
        assertThat(service.running()).as("still at work when it was killed").isTrue();
        service.kill();
    }

    /** The bytes in all files below {@code folder}, which may change under the eyes. */
    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(KillIT::size).sum();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Each entry of a volume with its digest. The statement is left out: it says when it was made. */
    private Map<String, String> entries(Path archive) throws Exception {
        Path extracted = source.machine()
                .folder("extracted/" + archive.getParent().getParent().getFileName());
        source.machine().run("tar", "-xf", archive, "-C", extracted).succeeded();
        Map<String, String> entries = new TreeMap<>();
        try (Stream<Path> files = Files.walk(extracted)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.put(extracted.relativize(file).toString(), ImageContent.digest(file));
            }
        }
        assertThat(entries.remove("bundle.dsse.json")).isNotNull();
        return entries;
    }

    /** The names of all files in an appliance's blob store: no more and no less, no half-written one either. */
    private static List<String> blobs(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/blobs/"))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    /**
     * A reader who asks for all images again and again, in one order, while an import runs. Everything becomes visible
     * in one step, so what was found once is found ever after, and so is all that is asked for later.
     */
    private final class Watch {
        private final AtomicBoolean closing = new AtomicBoolean();
        private final CompletableFuture<List<List<String>>> seen = CompletableFuture.supplyAsync(this::look);

        private List<List<String>> look() {
            Command curl = Command.of("curl", "-s", "-w", "%{http_code}\n");
            for (String image : source.images().keySet()) {
                String path = Appliance.repository(image).replaceFirst("[:@]([^:]+|sha256:.*)$", "/manifests/$1");
                curl = curl.with("-o", "/dev/null", "http://" + Appliance.HOST + "/v2/" + path);
            }
            List<List<String>> rounds = new ArrayList<>();
            try {
                boolean last;
                do {
                    last = closing.get();
                    rounds.add(enclave.run(curl).lines().toList());
                } while (!last);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return rounds;
        }

        void stop() {
            closing.set(true);
            seen.exceptionally(failure -> List.of()).join();
        }

        void sawNothingOrEverything() {
            boolean published = false;
            List<List<String>> rounds = seen.join();
            for (List<String> round : rounds) {
                for (String status : round) {
                    // 000: nobody listens, as is to be expected while the server is dead.
                    assertThat(status).isIn(published ? List.of("200", "000") : List.of("200", "404", "000"));
                    published |= status.equals("200");
                }
            }
            assertThat(rounds.get(rounds.size() - 1)).containsOnly("200");
        }
    }
}
