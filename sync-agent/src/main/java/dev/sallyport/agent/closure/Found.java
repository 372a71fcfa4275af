package dev.sallyport.agent.closure;

import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.Platform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found at a visit.
 *
 * @param referrers sorted by digest
 * @param tagged what is there under cosign's tags for the manifest
 * @param platform what the manifest is for, as far as that was asked
 * @param base what it was made from, if that is to come along
 */
record Found(
        Visit visit,
        Manifest manifest,
        List<RootRequest> referrers,
        List<Tagged> tagged,
        @Nullable Platform platform,
        @Nullable FoundBase base) {
    /** A base image; without a root where none can be found by what is said. */
    record FoundBase(Base said, @Nullable RootRequest root) {}

    record Tagged(CosignTag tag, RootRequest root) {}
}
