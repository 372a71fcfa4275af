package dev.sallyport.appliance.registry;

import io.micronaut.http.MutableHttpResponse;

/**
 * What clients show beside an answer that is no failure.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#warnings">warnings</a>
 */
final class Warnings {
    /** Of all warnings of one answer together, as the specification has it. */
    private static final int LARGEST = 4096;

    private static final String PREFIX = "299 - \"";

    private Warnings() {}

    /** Adds a warning, cut if it is too long; one that has no room any more is left out. */
    static void add(MutableHttpResponse<?> answer, String text) {
        int used = answer.getHeaders().getAll(RegistryHeaders.WARNING).stream()
                .mapToInt(String::length)
                .sum();
        // Visible ASCII alone, and what would end the quoted text escaped.
        String quoted =
                text.replaceAll("[^\\x20-\\x7e]", "?").replace("\\", "\\\\").replace("\"", "\\\"");
        int room = LARGEST - used - PREFIX.length() - 1;
        if (room < quoted.length()) {
            quoted = quoted.substring(0, Math.max(0, room)).replaceAll("\\\\+$", "");
        }
        if (!quoted.isEmpty()) {
            answer.header(RegistryHeaders.WARNING, PREFIX + quoted + '"');
        }
    }
}
