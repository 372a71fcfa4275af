package dev.sallyport.appliance.store;

import dev.sallyport.oci.Digest;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * What of local repositories may be collected.
 *
 * @param before only what nothing has referred to since before then
 * @param untagged also manifests that have had no tag, no subject and no index since before then
 * @param kept says of what, at this moment, it must stay
 */
public record CollectionRule(Instant before, boolean untagged, Predicate<Digest> kept) {}
