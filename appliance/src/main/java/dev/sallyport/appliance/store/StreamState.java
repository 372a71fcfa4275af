package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.StreamName;

/**
 * A stream of which something was published.
 *
 * @param current the sequence that is shown
 * @param highest the highest sequence ever published
 * @param images how many images it shows, by tag or by digest alone
 */
public record StreamState(StreamName stream, long current, long highest, long images) {
    public StreamState {
        requireNonNull(stream, "stream is null");
    }
}
