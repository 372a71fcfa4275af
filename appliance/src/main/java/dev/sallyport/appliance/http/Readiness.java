package dev.sallyport.appliance.http;

import java.util.Optional;

/** One of the things that must be so before the server takes work. Asked on an event loop: answers at once. */
@FunctionalInterface
public interface Readiness {
    /** Why it is not ready, a sentence without facts that a stranger should not have; empty if it is. */
    Optional<String> refusal();
}
