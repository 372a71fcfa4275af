package dev.sallyport.agent.registry;

import java.io.IOException;

/** What answered does not speak HTTP; on a port that speaks TLS this is how plain HTTP fails. */
final class NotHttpException extends IOException {
    private static final long serialVersionUID = 1L;

    NotHttpException(Origin origin) {
        super(origin + " answers with something that is not HTTP");
    }
}
