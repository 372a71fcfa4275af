package dev.sallyport.bench;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.BundleIndex;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.bundle.VerifiedStatement;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UnsyncedDisk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.signature.Envelope;
import dev.sallyport.signature.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Builds the data folder of an appliance that has very much: 100,000 tags of images of their own in one repository, 10,000
 * repositories with one image each, a million blobs together; all tiny, and nothing of it synced. It was published in releases,
 * as an import would have done it.
 */
final class ScaleStore {
    private static final int TAGS = 100_000;
    private static final int TAG_STREAMS = 5;
    private static final int TAG_LAYERS = 7;
    private static final int REPOSITORIES = 10_000;
    private static final int REPOSITORY_LAYERS = 8;
    private static final String ACTOR = "bench";
    private static final RepositoryName TAGGED = new RepositoryName("bench.example/tagged");

    private final ApplianceStore store;
    private final SigningKey key;
    private final int divisor;
    private final TinyImages images;

    private ScaleStore(ApplianceStore store, SigningKey key, int divisor) {
        this.store = store;
        this.key = key;
        this.divisor = divisor;
        this.images = new TinyImages(store.content());
    }

    /**
     * Builds it.
     *
     * @param arguments the data folder, which is not there yet; a publisher's private key in PEM; by what to divide the numbers
     */
    public static void main(String[] arguments) throws IOException, SallyportException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("DATA KEY DIVISOR");
        }
        SigningKey key = SigningKey.fromPem(Files.readAllBytes(Path.of(arguments[1])), null);
        try (ApplianceStore store =
                ApplianceStore.open(Path.of(arguments[0]), new UnsyncedDisk(new SystemDisk()), Clock.systemUTC())) {
            new ScaleStore(store, key, Integer.parseInt(arguments[2])).build();
        }
    }

    /** How many tags the one repository has, divided by {@code divisor}. */
    static int tags(int divisor) {
        return TAGS / divisor;
    }

    /** How many other repositories there are, divided by {@code divisor}. */
    static int repositories(int divisor) {
        return REPOSITORIES / divisor;
    }

    /** The repository with all the tags. */
    static RepositoryName tagged() {
        return TAGGED;
    }

    /** A tag's name, a version of three numbers: names that sort one after the other are of different streams. */
    static String tag(int number) {
        return String.format(Locale.ROOT, "%d.%d.%d", number / 1000, number / 10 % 100, number % 10);
    }

    /** The name of one of the other repositories. */
    static String repository(int number) {
        return String.format(Locale.ROOT, "bench.example/repository-%05d", number);
    }

    private void build() throws IOException, SallyportException {
        for (int stream = 0; stream < TAG_STREAMS; stream++) {
            int first = stream;
            publish(
                    "tags-" + stream,
                    tags(divisor) / TAG_STREAMS,
                    i -> root(TAGGED, tag(first + i * TAG_STREAMS), TAG_LAYERS));
        }
        publish(
                "repositories",
                repositories(divisor),
                i -> root(new RepositoryName(repository(i)), "1.0.0", REPOSITORY_LAYERS));
    }

    private BundleRoot root(RepositoryName repository, String tag, int layers) {
        Descriptor manifest = images.image(repository + ":" + tag, layers);
        return new BundleRoot(manifest, repository, new Tag(tag), false, "bench", "bench", List.of());
    }

    private void publish(String name, int count, IntFunction<BundleRoot> image) throws IOException, SallyportException {
        StreamName stream = new StreamName(name);
        List<BundleRoot> roots =
                IntStream.range(0, count).parallel().mapToObj(image).toList();
        BundleIndex index = new BundleIndex(roots);
        Statement statement = new Statement(
                List.of(),
                stream,
                1,
                null,
                null,
                Instant.now(),
                null,
                "bench",
                index.descriptor(),
                List.of(new Listing(List.of()).summary()),
                null,
                null);
        byte[] envelope = Envelope.sign(Statement.PAYLOAD_TYPE, statement.encode(), List.of(key))
                .encode();
        store.files()
                .save(
                        statement.digest(),
                        new BundleDocuments(envelope, statement, index.encode(), new byte[0], new byte[0]));
        store.trust().add(key.verificationKey(), "bench", stream, null, null, ACTOR);
        VerifiedStatement verified =
                VerifiedStatement.verify(envelope, store.trust().policy());
        store.releases().publish(verified, ACTOR, (trust, history) -> {});
        System.err.println("bench: " + count + " images in stream " + name);
    }
}
