package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.PublicUrl;
import org.jspecify.annotations.Nullable;

/**
 * What the administrator decided about the registry.
 *
 * @param deletions whether clients may delete tags, manifests and blobs
 * @param publicUrl where clients reach it; null if that is where they say they do
 */
public record RegistrySettings(boolean deletions, @Nullable PublicUrl publicUrl) {
    /** Clients may delete, and reach it directly. */
    public static final RegistrySettings DEFAULT = new RegistrySettings(true, null);
}
