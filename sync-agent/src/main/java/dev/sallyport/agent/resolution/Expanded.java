package dev.sallyport.agent.resolution;

import dev.sallyport.agent.export.ImageFailure;
import java.util.List;

/**
 * What a mirror file or a command line asks for, item by item.
 *
 * @param wanted in the order it was asked for
 * @param failures items of which it could not be found out what they ask for
 * @param warnings what people should know, a sentence each
 */
public record Expanded(List<Wanted> wanted, List<ImageFailure> failures, List<String> warnings) {
    public Expanded {
        wanted = List.copyOf(wanted);
        failures = List.copyOf(failures);
        warnings = List.copyOf(warnings);
    }
}
