package dev.sallyport.e2e;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * One user with some repositories of his own, who pushes, pulls, tags and deletes what a {@link Random} says, and knows what must
 * come of it. After the server went away in the middle of a change he looks which of the two possible outcomes it was.
 */
final class StressWorker implements Callable<Integer> {
    private static final int MOST_IMAGES = 25; // of a repository, before more is deleted than pushed

    private final StressContent content;
    private final StressReader reader;
    private final StressChanges changes;
    private final StressPushes pushes;
    private final StressDeletions deletions;
    private final List<StressRepository> repositories;
    private final Random random;
    private final BooleanSupplier end;
    private int done;

    StressWorker(
            StressServer server,
            StressContent content,
            List<StressRepository> repositories,
            Random random,
            BooleanSupplier end) {
        StressClient client = new StressClient(server.address());
        this.content = content;
        this.repositories = List.copyOf(repositories);
        this.random = random;
        this.reader = new StressReader(client, content, random);
        this.changes = new StressChanges(server);
        this.pushes = new StressPushes(server, client, content, reader, changes, this.repositories, random);
        this.deletions = new StressDeletions(client, reader, changes, random);
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
                changes.settle();
            }
        }
        return done;
    }

    private void act(StressRepository repository) throws IOException, InterruptedException {
        int choice = random.nextInt(100);
        boolean full = repository.manifests().size() > MOST_IMAGES;
        if (choice < (full ? 10 : 35)) {
            pushes.pushImage(repository);
        } else if (choice < 40) {
            pushes.pushIndex(repository);
        } else if (choice < 50) {
            pushes.tag(repository);
        } else if (choice < 56) {
            deletions.deleteTag(repository);
        } else if (choice < (full ? 72 : 64)) {
            deletions.deleteManifest(repository);
        } else if (choice < 75) {
            deletions.deleteBlob(repository);
        } else if (choice < 85) {
            askForWhatIsNotThere(repository);
        } else {
            pull(repository);
        }
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
}
