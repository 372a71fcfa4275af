package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

/**
 * What a planned bundle would be on a medium.
 *
 * @param name as {@code --volume-size} takes it
 * @param volumeSize the most bytes of a volume on it
 * @param volumes how many there would be; 0 if something of the bundle is larger than the medium
 */
public record PlannedMedium(String name, long volumeSize, int volumes) {
    public PlannedMedium {
        requireNonNull(name, "name is null");
    }
}
