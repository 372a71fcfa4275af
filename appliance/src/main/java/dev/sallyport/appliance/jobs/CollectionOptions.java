package dev.sallyport.appliance.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a collection does.
 *
 * @param grace what came, or lost its last reference, more recently stays; and so does what is in the trash for less long
 * @param untagged also local manifests that have no tag, no subject and no index
 * @param dryRun only says what it would do
 * @param trashOnly takes nothing away but what is in the trash, and uploads that were given up
 * @param actor who asks
 */
public record CollectionOptions(Duration grace, boolean untagged, boolean dryRun, boolean trashOnly, String actor) {
    /** How long what nobody needs stays, unless somebody says otherwise. */
    public static final Duration DEFAULT_GRACE = Duration.ofDays(1);

    public CollectionOptions {
        requireNonNull(actor, "actor is null");
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace is below 0: " + grace);
        }
    }
}
