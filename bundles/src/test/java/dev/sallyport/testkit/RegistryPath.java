package dev.sallyport.testkit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A path of the distribution API below a repository: {@code /v2/REPOSITORY/KIND/REFERENCE}. */
record RegistryPath(String repository, String kind, String reference) {
    private static final Pattern PATH = Pattern.compile("/v2/(.+)/(manifests|blobs|referrers|tags)/([^/]+)");

    static Optional<RegistryPath> parse(String path) {
        Matcher matcher = PATH.matcher(path);
        return matcher.matches()
                ? Optional.of(new RegistryPath(matcher.group(1), matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }
}
