package dev.sallyport.appliance.access;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody on this machine calls a server that listens on loopback: a page of another site may point its own name at loopback, but
 * its requests say that name.
 */
final class LocalHosts {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}|\\[(?:::1|::ffff:127(?:\\.[0-9]{1,3}){3})]");

    private final Set<String> names;

    /** @param names what else it is called, as its administrator says */
    LocalHosts(Collection<String> names) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** @param host the request's, with a port or without; null if it does not say */
    boolean accept(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]{1,5}$", "");
        return LOOPBACK.matcher(name).matches() || names.contains(name);
    }
}
