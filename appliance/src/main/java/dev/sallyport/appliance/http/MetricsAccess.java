package dev.sallyport.appliance.http;

import org.jspecify.annotations.Nullable;

/** Says who may read the metrics from another machine. Asked on an event loop: answers at once. */
@FunctionalInterface
public interface MetricsAccess {
    /** Whether a request with this {@code Authorization} header may. */
    boolean admits(@Nullable String authorization);
}
