package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.signature.VerificationKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How to save.
 *
 * @param keys who signs, each once; their order does not matter. None is enough for a plan, not for a save.
 * @param volumeSize the most bytes of a volume; null for as large as the medium takes
 * @param volumes the numbers of the volumes to write; empty for all
 * @param prune which roots of earlier sequences are dropped if they are not asked for again
 * @param base what the far side holds
 * @param onlyChanges whether to write nothing if nothing changed, not even volumes that are missing from the output
 * @param allowMissing the images, by the text of their reference, that the bundle may go without
 * @param atLeast a statement that is known to have been issued for the stream, such as the one a lock file names; null for none
 * @param restart where to go on with a stream whose history is lost; null to go on where the history ends
 * @param cache where content is kept, shared by streams if they say the same; null for a folder in the state folder
 * @param cacheLimit how many bytes the cache may have after the save, where that is possible; null for any
 * @param expires how long after its creation nobody publishes the bundle any more; null for never
 * @param created what to write as the time of creation; null for now
 * @param creator the program and its version
 * @param aliases names that the far side is to answer for repositories, as far as it allows that
 * @param jobs how many downloads at once
 */
public record SaveOptions(
        StreamName stream,
        List<SigningKey> keys,
        Path state,
        Path output,
        @Nullable Long volumeSize,
        Set<Integer> volumes,
        Predicate<BundleRoot> prune,
        BaseChoice base,
        boolean onlyChanges,
        Set<String> allowMissing,
        @Nullable Position atLeast,
        @Nullable Restart restart,
        @Nullable Path cache,
        @Nullable Long cacheLimit,
        @Nullable Duration expires,
        @Nullable Instant created,
        String creator,
        SortedMap<String, String> aliases,
        int jobs) {
    public SaveOptions {
        requireNonNull(stream, "stream is null");
        keys = keys.stream()
                .sorted(Comparator.comparing(key -> key.verificationKey().id()))
                .toList();
        if (keys.stream().map(SigningKey::verificationKey).distinct().count() < keys.size()) {
            throw new IllegalArgumentException("A key twice");
        }
        requireNonNull(state, "state is null");
        requireNonNull(output, "output is null");
        volumes = Set.copyOf(volumes);
        requireNonNull(prune, "prune is null");
        requireNonNull(base, "base is null");
        if (restart != null && (base instanceof BaseChoice.Published || base instanceof BaseChoice.Delivered)) {
            throw new IllegalArgumentException("A restart with a base: it carries everything");
        }
        allowMissing = Set.copyOf(allowMissing);
        requireNonNull(creator, "creator is null");
        aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
        if (jobs < 1) {
            throw new IllegalArgumentException("jobs is below 1");
        }
    }

    /** Options to begin with: all volumes, as large as the medium takes, full when something changed, kept for ever. */
    public static Builder builder(StreamName stream, Path state, Path output, String creator) {
        return new Builder(stream, state, output, creator);
    }

    /** The public halves of the keys. */
    List<VerificationKey> verificationKeys() {
        return keys.stream().map(SigningKey::verificationKey).toList();
    }

    /** Options being put together, by one thread. */
    public static final class Builder {
        private static final int USUAL_JOBS = 5;

        private final StreamName stream;
        private final Path state;
        private final Path output;
        private final String creator;
        private List<SigningKey> keys = List.of();
        private @Nullable Long volumeSize;
        private Set<Integer> volumes = Set.of();
        private Predicate<BundleRoot> prune = root -> false;
        private BaseChoice base = new BaseChoice.WhenChanged();
        private boolean onlyChanges;
        private Set<String> allowMissing = Set.of();
        private @Nullable Position atLeast;
        private @Nullable Restart restart;
        private @Nullable Path cache;
        private @Nullable Long cacheLimit;
        private @Nullable Duration expires;
        private @Nullable Instant created;
        private SortedMap<String, String> aliases = new TreeMap<>();
        private int jobs = USUAL_JOBS;

        private Builder(StreamName stream, Path state, Path output, String creator) {
            this.stream = stream;
            this.state = state;
            this.output = output;
            this.creator = creator;
        }

        /** Who signs; each once. */
        public Builder keys(List<SigningKey> value) {
            keys = value;
            return this;
        }

        /** The most bytes of a volume; null for as large as the medium takes. */
        public Builder volumeSize(@Nullable Long value) {
            volumeSize = value;
            return this;
        }

        /** The numbers of the volumes to write; empty for all. */
        public Builder volumes(Set<Integer> value) {
            volumes = value;
            return this;
        }

        /** Whether to drop roots of earlier sequences that are not asked for again. */
        public Builder prune(boolean value) {
            return prune(root -> value);
        }

        /** Which roots of earlier sequences are dropped if they are not asked for again. */
        public Builder prune(Predicate<BundleRoot> value) {
            prune = value;
            return this;
        }

        /** Roots that are not dropped, whatever {@link #prune} says; called after it. */
        public Builder sparing(Predicate<BundleRoot> which) {
            Predicate<BundleRoot> others = prune;
            return prune(root -> others.test(root) && !which.test(root));
        }

        /** What the far side holds. */
        public Builder base(BaseChoice value) {
            base = value;
            return this;
        }

        /** Whether to write nothing if nothing changed. */
        public Builder onlyChanges(boolean value) {
            onlyChanges = value;
            return this;
        }

        /** The images, by the text of their reference, that the bundle may go without. */
        public Builder allowMissing(Set<String> value) {
            allowMissing = value;
            return this;
        }

        /** A statement that is known to have been issued for the stream. */
        public Builder atLeast(@Nullable Position value) {
            atLeast = value;
            return this;
        }

        /** Where to go on with a stream whose history is lost. */
        public Builder restart(@Nullable Restart value) {
            restart = value;
            return this;
        }

        /** Where content is kept; null for a folder in the state folder. */
        public Builder cache(@Nullable Path value) {
            cache = value;
            return this;
        }

        /** How many bytes the cache may have after the save; null for any. */
        public Builder cacheLimit(@Nullable Long value) {
            cacheLimit = value;
            return this;
        }

        /** How long after its creation nobody publishes the bundle any more; null for never. */
        public Builder expires(@Nullable Duration value) {
            expires = value;
            return this;
        }

        /** What to write as the time of creation; null for now. */
        public Builder created(@Nullable Instant value) {
            created = value;
            return this;
        }

        /** Names that the far side is to answer for repositories. */
        public Builder aliases(SortedMap<String, String> value) {
            aliases = value;
            return this;
        }

        /** How many downloads at once. */
        public Builder jobs(int value) {
            jobs = value;
            return this;
        }

        public SaveOptions build() {
            return new SaveOptions(
                    stream,
                    keys,
                    state,
                    output,
                    volumeSize,
                    volumes,
                    prune,
                    base,
                    onlyChanges,
                    allowMissing,
                    atLeast,
                    restart,
                    cache,
                    cacheLimit,
                    expires,
                    created,
                    creator,
                    aliases,
                    jobs);
        }
    }
}
