package dev.sallyport.e2e;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What one user of a stress run deletes. */
final class StressDeletions {
    private final StressClient client;
    private final StressReader reader;
    private final StressChanges changes;
    private final Random random;

    StressDeletions(StressClient client, StressReader reader, StressChanges changes, Random random) {
        this.client = client;
        this.reader = reader;
        this.changes = changes;
        this.random = random;
    }

    void deleteTag(StressRepository repository) throws IOException, InterruptedException {
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

    void deleteManifest(StressRepository repository) throws IOException, InterruptedException {
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

    void deleteBlob(StressRepository repository) throws IOException, InterruptedException {
        String digest = any(repository.looseBlobs());
        if (digest != null) {
            String path = "/blobs/" + digest;
            changes.change(
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

    private void delete(StressRepository repository, String path, Runnable done, StressChanges.Step outcome)
            throws IOException, InterruptedException {
        changes.change(
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

    private @Nullable String any(List<String> some) {
        return some.isEmpty() ? null : some.get(random.nextInt(some.size()));
    }
}
