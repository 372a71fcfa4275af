package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry says of its pull limit.
 *
 * @param limit how many pulls it gives in {@code window}
 * @param remaining how many of them are left
 * @param window zero if the registry does not say
 */
public record Quota(long limit, long remaining, Duration window) {
    // "100;w=21600"; the draft standard's "100, 100;w=60" begins the same way.
    private static final Pattern VALUE =
            Pattern.compile("\\s*+([0-9]{1,15})\\s*+(?:[;,].*?\\bw=([0-9]{1,9})\\b.*+|[;,].*+)?");

    private static final int LONGEST = 256;

    public Quota {
        requireNonNull(window, "window is null");
        if (limit < 0 || remaining < 0) {
            throw new IllegalArgumentException("Less than nothing");
        }
    }

    /** What {@code answer} says; empty if it says nothing, or not both, or not legibly. */
    static Optional<Quota> of(HttpAnswer answer) {
        Optional<Matcher> limit = value(answer, "ratelimit-limit");
        Optional<Matcher> remaining = value(answer, "ratelimit-remaining");
        if (limit.isEmpty() || remaining.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Quota(
                number(limit.get(), 1).orElse(0),
                number(remaining.get(), 1).orElse(0),
                Duration.ofSeconds(number(limit.get(), 2)
                        .orElseGet(() -> number(remaining.get(), 2).orElse(0)))));
    }

    private static Optional<Matcher> value(HttpAnswer answer, String header) {
        return answer.header(header)
                .filter(text -> text.length() <= LONGEST)
                .map(VALUE::matcher)
                .filter(Matcher::matches);
    }

    private static OptionalLong number(Matcher value, int group) {
        String text = value.group(group);
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
