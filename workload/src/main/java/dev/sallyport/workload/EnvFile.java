package dev.sallyport.workload;

import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Compose project's {@code .env} file. A value is made when it is asked for, so that a variable missing in one that no
 * image needs is nobody's error.
 */
final class EnvFile implements Variables {
    private final List<Line> lines;
    private final Variables environment;
    private final Map<Line, String> made = new HashMap<>();

    /** @param text for {@link Interpolation}, or as it is if {@code literal} */
    record Line(String name, String text, boolean literal, Place place) {}

    /** @param environment what its values may refer to besides the lines above their own, and wins over them */
    EnvFile(String file, String text, Variables environment) throws MalformedDocumentException {
        this.lines = new EnvFileParser(file, text).lines();
        this.environment = environment;
    }

    @Override
    public @Nullable String value(String name) throws MalformedDocumentException, UnsetVariableException {
        return value(name, lines.size());
    }

    // Only what stands above the line `before` counts, so nothing can refer to itself.
    private @Nullable String value(String name, int before) throws MalformedDocumentException, UnsetVariableException {
        for (int i = before - 1; i >= 0; i--) {
            if (lines.get(i).name().equals(name)) {
                return make(lines.get(i), i);
            }
        }
        return null;
    }

    private String make(Line line, int index) throws MalformedDocumentException, UnsetVariableException {
        String known = made.get(line);
        if (known != null) {
            return known;
        }
        Variables above = name -> value(name, index);
        String value = line.literal()
                ? line.text()
                : Interpolation.expand(Interpolation.Dialect.COMPOSE, line.text(), environment.or(above), line.place());
        made.put(line, value);
        return value;
    }
}
