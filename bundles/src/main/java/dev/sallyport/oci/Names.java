package dev.sallyport.oci;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammars of repository names, tags and registry hosts.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests">names and tags</a>
 */
final class Names {
    static final int LONGEST_NAME = 255;

    private static final int LARGEST_PORT = 65535;

    // Every alternative begins with another character than the one before may end with: matching is linear.
    private static final String COMPONENT = "[a-z0-9]++(?:(?:\\.|_{1,2}|-++)[a-z0-9]++)*+";
    private static final Pattern PATH = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*+");
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern HOST =
            Pattern.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[0-9a-f:]{2,39}])(?::([0-9]{1,5}))?");

    private Names() {}

    static boolean isPath(String text) {
        return text.length() <= LONGEST_NAME && PATH.matcher(text).matches();
    }

    static boolean isTag(String text) {
        return TAG.matcher(text).matches();
    }

    static boolean isHost(String text) {
        if (text.length() > LONGEST_NAME) {
            return false;
        }
        Matcher host = HOST.matcher(text);
        return host.matches() && (host.group(1) == null || Integer.parseInt(host.group(1)) <= LARGEST_PORT);
    }
}
