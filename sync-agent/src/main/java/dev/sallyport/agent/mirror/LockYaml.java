package dev.sallyport.agent.mirror;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes the YAML of a lock file: the same value is always the same text, and no reader takes text for anything else. */
final class LockYaml {
    // What begins with a letter or a slash is no number; "a: b" and "a #b" are the only ways left to end it early.
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/](?:[A-Za-z0-9_./@+-]|:(?=[A-Za-z0-9_/]))*");
    private static final Set<String> OTHER_VALUES = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private LockYaml() {}

    /** Text, in double quotes where it could be read as anything else. */
    static String scalar(String text) {
        return PLAIN.matcher(text).matches() && !OTHER_VALUES.contains(text.toLowerCase(Locale.ROOT))
                ? text
                : escaped(JsonWriter.encodeToString(Json.of(text)));
    }

    // YAML has no control character as it is, and these JSON does not escape.
    private static String escaped(String json) {
        StringBuilder text = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean printable = !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
            text.append(printable ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return text.toString();
    }

    /** A mapping on one line, of values that are YAML already. */
    static String line(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> member.getKey() + ": " + member.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
