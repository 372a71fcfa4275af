package dev.sallyport.agent.resolution;

import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.agent.export.ImageFailure;
import java.util.List;
import java.util.Set;

/**
 * What everything that is asked for stood for at one moment.
 *
 * @param roots each name once, in the order of names
 * @param failures what could not be resolved
 * @param optional the names of images that may be missing, as {@link ImageFailure#image} has them
 * @param warnings what people should know, a sentence each
 */
public record Snapshot(
        List<RootRequest> roots, List<ImageFailure> failures, Set<String> optional, List<String> warnings) {
    public Snapshot {
        roots = List.copyOf(roots);
        failures = List.copyOf(failures);
        optional = Set.copyOf(optional);
        warnings = List.copyOf(warnings);
    }
}
