package dev.sallyport.workload;

import dev.sallyport.workload.ComposeService.Scoped;
import dev.sallyport.yaml.MalformedDocumentException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The services and models of a Compose project while its files are read one after another. */
final class ComposeProject {
    private final Map<String, ComposeService> services = new LinkedHashMap<>();
    private final Map<String, Scoped> models = new LinkedHashMap<>();

    private final Set<String> dropped = new HashSet<>();

    Map<String, ComposeService> services() {
        return services;
    }

    Map<String, Scoped> models() {
        return models;
    }

    /** What files below this one say about {@code service} counts no more: it is tagged {@code !reset} or {@code !override}. */
    void drop(String service) {
        dropped.add(service);
        services.remove(service);
    }

    /** Puts the services and models of a later file on top. */
    void merge(ComposeProject later) {
        later.dropped.forEach(this::drop);
        later.services.forEach((name, service) -> services.merge(name, service, ComposeService::with));
        models.putAll(later.models);
    }

    /** Adds those of an included project, which must not say anything about what is known already. */
    void include(ComposeProject included) throws MalformedDocumentException {
        for (ComposeService service : included.services.values()) {
            ComposeService known = services.putIfAbsent(service.name(), service);
            if (known != null && !known.place().equals(service.place())) {
                throw new MalformedDocumentException(
                        service.place(),
                        "service '" + service.name() + "' is included, and also at "
                                + known.place().fileAndLine());
            }
        }
        included.models.forEach(models::putIfAbsent);
    }
}
