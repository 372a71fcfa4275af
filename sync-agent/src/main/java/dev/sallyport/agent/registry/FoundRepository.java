package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

/**
 * A repository that a search found.
 *
 * @param name {@code HOST/PATH}, as references begin
 * @param description what its owner says of it, safe to print; may be empty
 * @param stars how many people like it; 0 where nobody counts
 * @param official whether the registry's own people look after it
 */
public record FoundRepository(String name, String description, long stars, boolean official) {
    public FoundRepository {
        requireNonNull(name, "name is null");
        requireNonNull(description, "description is null");
    }
}
