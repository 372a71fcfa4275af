package dev.sallyport.appliance.registry;

/**
 * What the administrator decided about the registry.
 *
 * @param deletions whether clients may delete tags, manifests and blobs
 */
public record RegistrySettings(boolean deletions) {
    /** Clients may delete. */
    public static final RegistrySettings DEFAULT = new RegistrySettings(true);
}
