package dev.sallyport.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Imports one release of a stream after the other, each with other images than the one before; between two, and while the server
 * goes away in the middle of one, everybody sees all of the old or all of the new.
 */
final class StressReleases implements Callable<Integer> {
    private static final String STREAM = "stress";
    private static final String REPOSITORY = "stress.example/app";
    private static final int IMAGES = 6;
    private static final int LAYER = 200_000;

    private final StressServer server;
    private final StressClient client;
    private final Path folder;
    private final Random random;
    private final BooleanSupplier end;
    private final SigningKey key = SigningKey.generate();
    private final Map<String, byte[]> layers = new TreeMap<>();
    private Map<String, String> shown = Map.of();
    private @Nullable Digest previous;
    private int published;

    StressReleases(StressServer server, Path folder, Random random, BooleanSupplier end) throws IOException {
        this.server = server;
        this.client = new StressClient(server.address());
        this.folder = Files.createDirectories(folder);
        this.random = random;
        this.end = end;
    }

    /** Lets the server trust the publisher; it runs. */
    void trust() throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve("publisher.pub"), key.verificationKey().toPem());
        server.run("trust", "add", file, "--publisher", "stress", "--stream", STREAM)
                .succeeded();
    }

    /** Imports until the end; how many releases were published. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        while (!end.getAsBoolean()) {
            for (int i = 0; i < IMAGES; i++) {
                if (published == 0 || random.nextInt(3) == 0) {
                    byte[] layer = new byte[1 + random.nextInt(LAYER)];
                    random.nextBytes(layer);
                    layers.put("1." + i, layer);
                }
            }
            layers.remove("9"); // the tag that comes and goes
            if (random.nextBoolean()) {
                layers.put("9", ("release " + published).getBytes(UTF_8));
            }
            importNext();
            prove();
        }
        return published;
    }

    private void importNext() throws IOException, InterruptedException {
        VolumeBuilder builder = new VolumeBuilder(key)
                .stream(STREAM)
                        .sequence(published + 1)
                        .created("2026-11-21T%02d:%02d:%02dZ"
                                .formatted(published / 3600, published / 60 % 60, published % 60));
        if (previous != null) {
            builder.previous(published, previous);
        }
        layers.forEach((tag, layer) -> builder.image(REPOSITORY, tag, layer));
        TestBundle bundle = builder.build();
        Path volume = Files.write(folder.resolve("volume.tar"), bundle.volume(1));
        while (true) {
            int starts = server.starts();
            server.awaitUp();
            ToolRun run = server.run("import", volume);
            if (run.exit() == 0) {
                break;
            }
            if (server.isUp() && server.starts() == starts) {
                run.succeeded();
            }
        }
        published++;
        previous = bundle.digest();
        Map<String, String> now = new TreeMap<>();
        layers.forEach((tag, layer) -> now.put(tag, manifest(tag, layer)));
        shown = now;
    }

    // As the builder makes it.
    private static String manifest(String tag, byte[] layer) {
        byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"made\":\"" + REPOSITORY + ":" + tag + "\"}")
                .getBytes(UTF_8);
        return ImageContent.digest(VolumeBuilder.manifest(config, layer));
    }

    /** What was published last is what is shown, byte for byte; tries again when the server goes away. */
    void prove() throws InterruptedException {
        while (true) {
            server.awaitUp();
            try {
                proveOnce();
                return;
            } catch (IOException e) {
                // The server went away; it is asked again.
            }
        }
    }

    private void proveOnce() throws IOException, InterruptedException {
        String path = "/v2/" + REPOSITORY;
        for (Map.Entry<String, String> tag : shown.entrySet()) {
            HttpResponse<byte[]> manifest = StressClient.expect(client.get(path + "/manifests/" + tag.getKey()), 200);
            require(ImageContent.digest(manifest.body()).equals(tag.getValue()), tag.getKey() + " is another image");
            String layer = ImageContent.digest(layers.get(tag.getKey()));
            HttpResponse<byte[]> blob = StressClient.expect(client.get(path + "/blobs/" + layer), 200);
            require(ImageContent.digest(blob.body()).equals(layer), layer + " has other bytes");
        }
        if (!shown.containsKey("9")) {
            StressClient.expect(client.get(path + "/manifests/9"), 404);
        }
        if (published > 0) {
            StressClient.expect(client.send("DELETE", path + "/manifests/1.0", new byte[0]), 403, 405);
        }
    }

    /** None of the repositories of users gives out what came in releases. */
    void proveSeparate(StressRepository repository) throws IOException, InterruptedException {
        for (byte[] layer : layers.values()) {
            StressClient.expect(client.get("/v2/" + repository.name() + "/blobs/" + ImageContent.digest(layer)), 404);
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }
}
