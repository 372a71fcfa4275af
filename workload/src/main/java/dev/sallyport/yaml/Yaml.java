package dev.sallyport.yaml;

import org.jspecify.annotations.Nullable;

/** A value of a YAML or JSON document. Two documents never share one; within a document an alias is the value it names. */
public sealed interface Yaml permits YamlMap, YamlList, YamlText {
    /** Where it begins. */
    Place place();

    /** The tag written before it, such as {@code !reset}; null if there is none. */
    @Nullable
    String tag();

    /** Whether it is the plain scalar that says "nothing": empty, {@code null} or {@code ~}. */
    default boolean isNull() {
        return false;
    }
}
