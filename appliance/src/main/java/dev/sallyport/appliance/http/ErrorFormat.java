package dev.sallyport.appliance.http;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;

/**
 * How errors that no controller saw look under one part of the server's paths: unknown paths, wrong methods, broken
 * requests, failures inside. One bean each; of several that match, the longest prefix answers.
 */
public interface ErrorFormat {
    /** The paths it answers for: those equal to it and those that go on with a {@code /}. */
    String pathPrefix();

    /** The type of what {@link #body} returns. */
    MediaType mediaType();

    /**
     * The body of one error.
     *
     * @param message for people, one sentence; never the text of an exception
     */
    byte[] body(HttpStatus status, String message);
}
