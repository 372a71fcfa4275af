package dev.sallyport.workload;

import dev.sallyport.yaml.MalformedDocumentException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What variables stand for. */
interface Variables {
    /**
     * The value of {@code name}; null if it is not set.
     *
     * @throws UnsetVariableException if its value is made of a variable that is not set
     */
    @Nullable
    String value(String name) throws MalformedDocumentException, UnsetVariableException;

    static Variables of(Map<String, String> values) {
        Map<String, String> copy = Map.copyOf(values);
        return copy::get;
    }

    /** These, and {@code others} for what is not set here. */
    default Variables or(Variables others) {
        return name -> {
            String own = value(name);
            return own == null ? others.value(name) : own;
        };
    }
}
