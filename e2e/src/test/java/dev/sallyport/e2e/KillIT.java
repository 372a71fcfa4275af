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
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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
    private Outcome undisturbed;
    private Service server;

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
        server = appliance.serve();
        appliance.trust(publicKey);
        long before = bytes(appliance.data());
        appliance.run("import", volume);
        importedBytes = bytes(appliance.data()) - before;
        undisturbed = outcome(appliance, server);
    }

    /** So that a run that failed does not leave its server to answer in the next one's place. */
    @AfterEach
    void endServer() throws InterruptedException {
        if (server != null) {
            server.kill();
        }
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
        server = appliance.serve();
        appliance.trust(publicKey);
        Watch watch = new Watch(appliance);
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
        assertThat(outcome(appliance, server)).isEqualTo(undisturbed);
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8, 9, 10})
    void importFinishesAfterTheCommandLineWasKilled(long seed) throws Exception {
        Appliance appliance = new Appliance(enclave, "client-killed-" + seed);
        server = appliance.serve();
        appliance.trust(publicKey);
        Watch watch = new Watch(appliance);
        try {
            long before = bytes(appliance.data());
            Service importing = enclave.start(appliance.command("import", volume));
            killAfter(importing, appliance.data(), before, share(seed, importedBytes));
            appliance.run("import", volume);
        } finally {
            watch.stop();
        }
        watch.sawNothingOrEverything();
        assertThat(server.output()).as("a sender who goes away is no fault").doesNotContain("ERROR");
        assertThat(outcome(appliance, server)).isEqualTo(undisturbed);
    }

    /** A share of {@code bytes}, up to nine tenths: the last tenth may be over before a signal arrives. */
    private static long share(long seed, long bytes) {
        return (long) (bytes * 0.9 * new Random(seed).nextDouble());
    }

    private static void killAfter(Service service, Path folder, long before, long bytes) throws Exception {
        while (service.running() && bytes(folder) - before < bytes) {
            LockSupport.parkNanos(500_000); // or this loop takes the processor that the program needs
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

    /**
     * What an import leaves behind, of all that does not tell the time.
     *
     * @param images what the server lists, as JSON
     * @param files the digests of content, release documents and keys, by path; half-written content would be among them
     */
    private record Outcome(String images, Map<String, String> files) {}

    /** The outcome in {@code appliance}, whose {@code server} is ended. */
    private static Outcome outcome(Appliance appliance, Service server) throws Exception {
        String images = appliance.run("images", "--json").out();
        server.kill();
        Map<String, String> files = new TreeMap<>();
        for (String folder : List.of("content", "releases", "trust")) {
            try (Stream<Path> all = Files.walk(appliance.data().resolve(folder))) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    files.put(appliance.data().relativize(file).toString(), ImageContent.digest(file));
                }
            }
        }
        return new Outcome(images, files);
    }

    /**
     * A reader who asks for all manifests, then for all blobs, again and again, while an import runs. Everything becomes
     * visible in one step, so what was found once is found ever after, and so is all that is asked for later.
     */
    private final class Watch {
        private final Path curl;
        private final Path end;
        private final Service reader;

        Watch(Appliance appliance) throws IOException {
            Path folder = enclave.folder("watch-" + appliance.data().getFileName());
            curl = folder.resolve("curl");
            end = folder.resolve("end");
            List<String> paths = new ArrayList<>();
            source.images()
                    .keySet()
                    .forEach(image -> paths.add(
                            Appliance.repository(image).replaceFirst("[:@]([^:]+|sha256:.*)$", "/manifests/$1")));
            source.images()
                    .forEach((image, content) -> content.blobs()
                            .forEach(blob -> paths.add(Appliance.repository(image)
                                    .replaceFirst("[:@]([^:]+|sha256:.*)$", "/blobs/" + blob))));
            List<String> lines = new ArrayList<>(List.of("silent", "head", "write-out = \"%{http_code} \""));
            for (String path : paths) {
                lines.add("url = http://" + Appliance.HOST + "/v2/" + path);
                lines.add("output = /dev/null");
            }
            Files.write(curl, lines);
            // One line a round; the last round begins after the end.
            String loop = "until [ $last ]; do [ -e \"$2\" ] && last=1; curl --config \"$1\"; echo; done";
            reader = enclave.start(Command.of("sh", "-c", loop, "watch", curl, end));
            while (reader.running() && !reader.output().contains("\n")) {
                LockSupport.parkNanos(1_000_000);
            }
        }

        void stop() throws IOException {
            Files.writeString(end, "");
        }

        void sawNothingOrEverything() throws Exception {
            List<String> rounds = reader.await(Duration.ofMinutes(2)).lines().toList();
            boolean published = false;
            for (String round : rounds) {
                for (String status : round.split(" ", -1)) {
                    // 000: nobody listens, as is to be expected while the server is dead.
                    assertThat(status).isIn(published ? List.of("200", "000", "") : List.of("200", "404", "000", ""));
                    published |= status.equals("200");
                }
            }
            assertThat(rounds.get(0)).as("nothing at first").doesNotContain("200");
            assertThat(rounds.get(rounds.size() - 1).split(" "))
                    .as("everything at last")
                    .containsOnly("200");
        }
    }
}
