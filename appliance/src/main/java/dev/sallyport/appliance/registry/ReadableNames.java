package dev.sallyport.appliance.registry;

import dev.sallyport.oci.RepositoryName;
import io.micronaut.http.HttpRequest;
import java.util.function.Predicate;

/** Which repositories whoever sends a request may know of. */
interface ReadableNames {
    Predicate<RepositoryName> of(HttpRequest<?> request);
}
