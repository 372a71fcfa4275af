package dev.sallyport.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** What one user of a stress run pushes, mounts and tags. */
final class StressPushes {
    private final StressServer server;
    private final StressClient client;
    private final StressContent content;
    private final StressReader reader;
    private final StressChanges changes;
    private final List<StressRepository> repositories;
    private final Random random;

    /** @param repositories the user's own; what he mounts comes from one of them */
    StressPushes(
            StressServer server,
            StressClient client,
            StressContent content,
            StressReader reader,
            StressChanges changes,
            List<StressRepository> repositories,
            Random random) {
        this.server = server;
        this.client = client;
        this.content = content;
        this.reader = reader;
        this.changes = changes;
        this.repositories = repositories;
        this.random = random;
    }

    void pushImage(StressRepository repository) throws IOException, InterruptedException {
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
            changes.change(
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
        changes.change(
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

    void pushIndex(StressRepository repository) throws IOException, InterruptedException {
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

    void tag(StressRepository repository) throws IOException, InterruptedException {
        List<String> manifests = repository.manifests();
        if (!manifests.isEmpty()) {
            String manifest = manifests.get(random.nextInt(manifests.size()));
            putManifest(repository, anyTag(), manifest, repository.children(manifest), server.starts());
        }
    }

    private void putManifest(StressRepository repository, String tag, String digest, List<String> children, int starts)
            throws IOException, InterruptedException {
        String path = "/v2/" + repository.name() + "/manifests/" + tag;
        changes.change(
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

    private String mediaType(String digest) {
        boolean index = new String(content.bytes(digest), UTF_8).contains("\"manifests\":");
        return index ? RegistryWriter.OCI_INDEX : RegistryWriter.OCI_MANIFEST;
    }
}
