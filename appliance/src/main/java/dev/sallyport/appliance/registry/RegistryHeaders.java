package dev.sallyport.appliance.registry;

import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** The names of this API's headers, and the one that every answer has. */
@ServerFilter(patterns = {"/v2", "/v2/**"})
final class RegistryHeaders {
    static final String API_VERSION = "Docker-Distribution-Api-Version";
    static final String CONTENT_DIGEST = "Docker-Content-Digest";
    static final String FILTERS_APPLIED = "OCI-Filters-Applied";
    static final String NAMESPACE = "OCI-Namespace";

    static final String WARNING = "Warning";

    private static final int LONGEST_WARNING = 1000;

    /** Adds a warning that clients show to people; {@code text} has no quotes. */
    static void warn(MutableHttpResponse<?> response, String text) {
        String shown = text.length() > LONGEST_WARNING ? text.substring(0, LONGEST_WARNING) : text;
        response.header(WARNING, "299 - \"" + shown.replace('"', '\'') + '"');
    }

    @ResponseFilter
    void addVersion(MutableHttpResponse<?> response) {
        response.header(API_VERSION, "registry/2.0");
    }
}
