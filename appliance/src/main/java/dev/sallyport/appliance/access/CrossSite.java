package dev.sallyport.appliance.access;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells requests that a page of another site makes a browser send. A browser shows its user's certificate by itself: what comes with
 * one and nothing else does not prove that the user wanted it.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Sec-Fetch-Site</a>
 */
public final class CrossSite {
    public static final String FETCH_SITE = "Sec-Fetch-Site";

    private static final Set<String> OWN = Set.of("same-origin", "none");

    private CrossSite() {}

    /**
     * Whether a request is one.
     *
     * @param fetchSite the header {@value #FETCH_SITE}; null if there is none
     * @param origin the header {@code Origin}, which browsers without the other one send with what changes something; null if there is none
     * @param host the header {@code Host}; null if there is none
     */
    public static boolean isForeign(@Nullable String fetchSite, @Nullable String origin, @Nullable String host) {
        if (fetchSite != null && !OWN.contains(fetchSite.toLowerCase(Locale.ROOT))) {
            return true;
        }
        // Certificates are shown over TLS alone.
        return origin != null && !origin.equalsIgnoreCase("https://" + host);
    }
}
