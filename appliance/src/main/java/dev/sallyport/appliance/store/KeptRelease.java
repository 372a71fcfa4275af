package dev.sallyport.appliance.store;

import dev.sallyport.bundle.StreamName;
import java.time.Instant;

/**
 * A release that its stream can be rolled back to.
 *
 * @param published when it became visible here
 * @param shown the sequence that the stream shows now
 */
public record KeptRelease(StreamName stream, long sequence, Instant published, long shown) {}
