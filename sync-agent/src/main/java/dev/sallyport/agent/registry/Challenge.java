package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One way in that a server offers with a 401.
 *
 * @param scheme in lower case, such as {@code bearer}
 * @param parameters by lower-case name
 */
record Challenge(String scheme, Map<String, String> parameters) {
    Challenge {
        requireNonNull(scheme, "scheme is null");
        parameters = Map.copyOf(parameters);
    }

    /** All challenges of an answer, in order; none if it has no {@code WWW-Authenticate}. */
    static List<Challenge> of(HttpAnswer answer) throws MalformedChallengeException {
        return new ChallengeParser(String.join(", ", answer.headerValues("WWW-Authenticate"))).parse();
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    static Optional<Challenge> firstOf(List<Challenge> challenges, String scheme) {
        return challenges.stream().filter(each -> each.scheme.equals(scheme)).findFirst();
    }

    /** A challenge whose parameters are still being read. */
    static final class Builder {
        private final String scheme;
        private final Map<String, String> parameters = new LinkedHashMap<>();

        Builder(String scheme) {
            this.scheme = scheme;
        }

        void put(String name, String value) throws MalformedChallengeException {
            if (parameters.putIfAbsent(name, value) != null) {
                throw new MalformedChallengeException("it says a parameter twice");
            }
        }

        int size() {
            return parameters.size();
        }

        Challenge build() {
            return new Challenge(scheme, parameters);
        }
    }
}
