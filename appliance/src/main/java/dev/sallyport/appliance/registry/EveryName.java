package dev.sallyport.appliance.registry;

import dev.sallyport.oci.RepositoryName;
import io.micronaut.context.annotation.Secondary;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.function.Predicate;

/** Everybody may know of everything, where nothing else says who may. */
@Singleton
@Secondary
final class EveryName implements ReadableNames {
    @Override
    public Predicate<RepositoryName> of(HttpRequest<?> request) {
        return name -> true;
    }
}
