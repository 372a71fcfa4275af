package dev.sallyport.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Reads from a registry and holds it against what a {@link StressRepository} knows. */
final class StressReader {
    private final StressClient client;
    private final StressContent content;
    private final Random random;

    StressReader(StressClient client, StressContent content, Random random) {
        this.client = client;
        this.content = content;
        this.random = random;
    }

    /** The digest of what a tag names; null if there is no such tag. */
    @Nullable
    String named(StressRepository repository, String tag) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                StressClient.expect(client.get("/v2/" + repository.name() + "/manifests/" + tag), 200, 404);
        return answer.statusCode() == 404 ? null : ImageContent.digest(answer.body());
    }

    /** Whether a repository answers that it does not have what is at {@code path}. */
    boolean isGone(StressRepository repository, String path) throws IOException, InterruptedException {
        return StressClient.expect(client.get("/v2/" + repository.name() + path), 200, 404)
                        .statusCode()
                == 404;
    }

    /** Reads what must be there and holds it against what was pushed. */
    void check(StressRepository repository, String digest) throws IOException, InterruptedException {
        String kind = repository.isManifest(digest) ? "/manifests/" : "/blobs/";
        HttpResponse<byte[]> answer =
                StressClient.expect(client.get("/v2/" + repository.name() + kind + digest), 200, 404);
        if (answer.statusCode() == 200) {
            require(
                    Arrays.equals(answer.body(), content.bytes(digest)),
                    "%s gives out other bytes for %s",
                    repository.name(),
                    digest);
        } else {
            require(!repository.mustHave(digest), "%s lost %s", repository.name(), digest);
        }
    }

    /**
     * Holds every repository against what is known: what was acknowledged is there byte for byte, the tags are these and no
     * others, and what was deleted, or pushed elsewhere alone, is not to be had.
     *
     * @param sample how many of all digests ever made are asked for where they should not be
     */
    void prove(List<StressRepository> repositories, int sample) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(content.all().keySet());
        for (StressRepository repository : repositories) {
            for (String digest : repository.needed()) {
                check(repository, digest);
            }
            for (Map.Entry<String, String> tag : repository.tags().entrySet()) {
                require(
                        tag.getValue().equals(named(repository, tag.getKey())),
                        "%s:%s is not %s",
                        repository.name(),
                        tag.getKey(),
                        tag.getValue());
            }
            proveTags(repository);
            List<String> absent = new ArrayList<>(repository.deleted());
            for (int i = 0; i < sample; i++) {
                absent.add(all.get(random.nextInt(all.size())));
            }
            for (String digest : absent) {
                if (!repository.mayHave(digest)) {
                    require(isGone(repository, "/blobs/" + digest), "%s gives out %s", repository.name(), digest);
                    require(isGone(repository, "/manifests/" + digest), "%s gives out %s", repository.name(), digest);
                }
            }
        }
    }

    private void proveTags(StressRepository repository) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                StressClient.expect(client.get("/v2/" + repository.name() + "/tags/list"), 200, 404);
        List<String> listed = new ArrayList<>();
        if (answer.statusCode() == 200) {
            new ObjectMapper().readTree(answer.body()).path("tags").forEach(tag -> listed.add(tag.asText()));
        }
        List<String> expected = List.copyOf(repository.tags().keySet());
        require(listed.equals(expected), "%s lists %s, not %s", repository.name(), listed, expected);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is in a library that nothing else here needs
    static void require(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new AssertionError(message.formatted(values));
        }
    }
}
