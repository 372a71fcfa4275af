package dev.sallyport.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One user with some repositories of his own, who pushes, pulls, tags and deletes what a {@link Random} says, and knows what must
 * come of it. After the server went away in the middle of a change he looks which of the two possible outcomes it was.
 */
final class StressWorker implements Callable<Integer> {
    private static final int MOST_IMAGES = 25; // of a repository, before more is deleted than pushed

    private final StressServer server;
    private final StressClient client;
    private final StressContent content;
    private final StressReader reader;
    private final List<StressRepository> repositories;
    private final Random random;
    private final BooleanSupplier end;
    private @Nullable Step doubt;
    private int done;

    /** Something that is asked of the server. */
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    StressWorker(
            StressServer server,
            StressContent content,
            List<StressRepository> repositories,
            Random random,
            BooleanSupplier end) {
        this.server = server;
        this.client = new StressClient(server.address());
        this.content = content;
        this.repositories = List.copyOf(repositories);
        this.random = random;
        this.reader = new StressReader(client, content, random);
        this.end = end;
    }

    /** Works until the end; how much was done. */
    @Override
    public Integer call() throws InterruptedException {
        while (!end.getAsBoolean()) {
            try {
                act(repositories.get(random.nextInt(repositories.size())));
                done++;
            } catch (IOException e) {
                settle();
            }
        }
        return done;
    }

    private void settle() throws InterruptedException {
        while (true) {
            server.awaitUp();
            try {
                if (doubt != null) {
                    doubt.run();
                    doubt = null;
                }
                return;
            } catch (IOException e) {
                // Gone again; it is as doubtful as before.
            }
        }
    }

    /** @param outcome finds out, after the server went away, whether it was done */
    private void change(StressRepository repository, Step step, Step outcome) throws IOException, InterruptedException {
        repository.begin();
        doubt = outcome;
        step.run();
        doubt = null;
    }

    private void act(StressRepository repository) throws IOException, InterruptedException {
        int choice = random.nextInt(100);
        boolean full = repository.manifests().size() > MOST_IMAGES;
        if (choice < (full ? 10 : 35)) {
            pushImage(repository);
        } else if (choice < 40) {
            pushIndex(repository);
        } else if (choice < 50) {
            tag(repository);
        } else if (choice < 56) {
            deleteTag(repository);
        } else if (choice < (full ? 72 : 64)) {
            deleteManifest(repository);
        } else if (choice < 75) {
            deleteBlob(repository);
        } else if (choice < 85) {
            askForWhatIsNotThere(repository);
        } else {
            pull(repository);
        }
    }

    private void pushImage(StressRepository repository) throws IOException, InterruptedException {
        int starts = server.starts();
        Set<String> layers = new LinkedHashSet<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            layers.add(content.layer(random));
        }
        String config =
                content.add("{\"architecture\":\"amd64\",\"os\":\"linux\",\"author\":\"" + random.nextLong() + "\"}");
        for (String blob : layers) {
            provide(repository, blob);
        }
        provide(repository, config);
        String manifest = content.add("{\"schemaVersion\":2,\"mediaType\":\"" + RegistryWriter.OCI_MANIFEST
                + "\",\"config\":"
                + content.descriptor(config, "application/vnd.oci.image.config.v1+json") + ",\"layers\":["
                + String.join(
                        ",",
                        layers.stream()
                                .map(layer -> content.descriptor(layer, "application/vnd.oci.image.layer.v1.tar"))
                                .toList())
                + "]}");
        List<String> children = new ArrayList<>(layers);
        children.add(config);
        putManifest(repository, anyTag(), manifest, children, starts);
    }

    private String anyTag() {
        return "t" + random.nextInt(20);
    }

    /** Sees to it that the repository has a blob, as clients do: asks first, or mounts it, or pushes it without asking. */
    private void provide(StressRepository repository, String digest) throws IOException, InterruptedException {
        int choice = random.nextInt(10);
        if (choice < 4 && client.has(repository.name(), digest)) {
            StressReader.require(
                    repository.mayHave(digest), "%s has %s, which nobody pushed there", repository.name(), digest);
            return;
        }
        if (choice < 4) {
            StressReader.require(!repository.mustHave(digest), "%s lost %s", repository.name(), digest);
        } else if (choice < 7) {
            StressRepository from = repositories.get(random.nextInt(repositories.size()));
            boolean readable = from.mayHave(digest);
            change(
                    repository,
                    () -> {
                        if (client.mount(repository.name(), digest, from.name())) {
                            StressReader.require(
                                    readable, "%s was mounted from %s, which lacks it", digest, from.name());
                            repository.blobAdded(digest);
                        }
                    },
                    () -> settleBlob(repository, digest));
            if (repository.mayHave(digest)) {
                return;
            }
        }
        change(
                repository,
                () -> {
                    client.push(repository.name(), digest, content.bytes(digest), random.nextInt(3));
                    repository.blobAdded(digest);
                },
                () -> settleBlob(repository, digest));
    }

    private void settleBlob(StressRepository repository, String digest) throws IOException, InterruptedException {
        if (client.has(repository.name(), digest)) {
            if (!repository.mustHave(digest)) {
                repository.blobAdded(digest);
            }
        } else {
            StressReader.require(!repository.mustHave(digest), "%s lost %s", repository.name(), digest);
        }
    }

    private void pushIndex(StressRepository repository) throws IOException, InterruptedException {
        List<String> manifests = repository.manifests().stream()
                .filter(digest -> mediaType(digest).equals(RegistryWriter.OCI_MANIFEST))
                .toList();
        if (manifests.isEmpty()) {
            return;
        }
        Set<String> children = new LinkedHashSet<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            children.add(manifests.get(random.nextInt(manifests.size())));
        }
        String index =
                content.add("{\"schemaVersion\":2,\"mediaType\":\"" + RegistryWriter.OCI_INDEX + "\",\"manifests\":["
                        + String.join(
                                ",",
                                children.stream()
                                        .map(child -> content.descriptor(child, RegistryWriter.OCI_MANIFEST))
                                        .toList())
                        + "]}");
        putManifest(repository, anyTag(), index, List.copyOf(children), server.starts());
    }

    private void tag(StressRepository repository) throws IOException, InterruptedException {
        String manifest = any(repository.manifests());
        if (manifest != null) {
            putManifest(repository, anyTag(), manifest, repository.children(manifest), server.starts());
        }
    }

    private void putManifest(StressRepository repository, String tag, String digest, List<String> children, int starts)
            throws IOException, InterruptedException {
        String path = "/v2/" + repository.name() + "/manifests/" + tag;
        change(
                repository,
                () -> {
                    HttpResponse<byte[]> answer =
                            client.send("PUT", path, content.bytes(digest), "Content-Type", mediaType(digest));
                    if (answer.statusCode() == 404
                            && (server.starts() != starts || !children.stream().allMatch(repository::mustHave))) {
                        return; // a restart forgot what it was to keep for a while, or it was collected before
                    }
                    StressClient.expect(answer, 201);
                    repository.manifestPut(digest, children, tag);
                },
                () -> {
                    String now = reader.named(repository, tag);
                    String before = repository.tags().get(tag);
                    if (digest.equals(now)) {
                        repository.manifestPut(digest, children, tag);
                    } else {
                        StressReader.require(
                                Objects.equals(now, before),
                                "%s:%s is %s, and was %s before %s was put",
                                repository.name(),
                                tag,
                                now,
                                before,
                                digest);
                    }
                });
    }

    private void deleteTag(StressRepository repository) throws IOException, InterruptedException {
        String tag = any(List.copyOf(repository.tags().keySet()));
        if (tag == null) {
            return;
        }
        delete(repository, "/manifests/" + tag, () -> repository.tagDeleted(tag), () -> {
            String now = reader.named(repository, tag);
            if (now == null) {
                repository.tagDeleted(tag);
            } else {
                StressReader.require(
                        now.equals(repository.tags().get(tag)), "%s:%s is %s", repository.name(), tag, now);
            }
        });
    }

    private void deleteManifest(StressRepository repository) throws IOException, InterruptedException {
        String digest = any(repository.roots());
        if (digest != null) {
            String path = "/manifests/" + digest;
            delete(repository, path, () -> repository.manifestDeleted(digest), () -> {
                if (reader.isGone(repository, path)) {
                    repository.manifestDeleted(digest);
                }
            });
        }
    }

    private void deleteBlob(StressRepository repository) throws IOException, InterruptedException {
        String digest = any(repository.looseBlobs());
        if (digest != null) {
            String path = "/blobs/" + digest;
            change(
                    repository,
                    () -> {
                        boolean needed = repository.mustHave(digest);
                        HttpResponse<byte[]> answer =
                                client.send("DELETE", "/v2/" + repository.name() + path, new byte[0]);
                        StressClient.expect(answer, 202, needed && repository.mustHave(digest) ? 202 : 404);
                        repository.blobDeleted(digest);
                    },
                    () -> {
                        if (reader.isGone(repository, path)) {
                            repository.blobDeleted(digest);
                        }
                    });
        }
    }

    private void delete(StressRepository repository, String path, Runnable done, Step outcome)
            throws IOException, InterruptedException {
        change(
                repository,
                () -> {
                    client.delete("/v2/" + repository.name() + path);
                    done.run();
                    StressReader.require(
                            reader.isGone(repository, path),
                            "%s still has %s after it was deleted",
                            repository.name(),
                            path);
                },
                outcome);
    }

    private void askForWhatIsNotThere(StressRepository repository) throws IOException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            String digest = content.layer(random);
            if (!repository.mayHave(digest)) {
                StressReader.require(
                        reader.isGone(repository, "/blobs/" + digest), "%s gives out %s", repository.name(), digest);
            }
        }
    }

    private void pull(StressRepository repository) throws IOException, InterruptedException {
        List<Map.Entry<String, String>> tags = List.copyOf(repository.tags().entrySet());
        if (tags.isEmpty()) {
            return;
        }
        Map.Entry<String, String> tag = tags.get(random.nextInt(tags.size()));
        String now = reader.named(repository, tag.getKey());
        StressReader.require(
                tag.getValue().equals(now),
                "%s:%s is %s, not %s",
                repository.name(),
                tag.getKey(),
                now,
                tag.getValue());
        for (String digest : repository.closure(tag.getValue())) {
            reader.check(repository, digest);
        }
    }

    /** As {@link StressReader#prove}, for the repositories of this user. */
    void prove(int sample) throws IOException, InterruptedException {
        reader.prove(repositories, sample);
    }

    private String mediaType(String digest) {
        boolean index = new String(content.bytes(digest), UTF_8).contains("\"manifests\":");
        return index ? RegistryWriter.OCI_INDEX : RegistryWriter.OCI_MANIFEST;
    }

    private @Nullable String any(List<String> some) {
        return some.isEmpty() ? null : some.get(random.nextInt(some.size()));
    }
}
