package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Permission;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The repository that a request is about, and the {@code ns} that said so, {@code null} if there was none. */
record RepositoryRequest(
        RepositoryName repository, @Nullable String namespace) {
    /** For whoever may do with the repository what the request's method does; nobody else gets one. */
    static RepositoryRequest of(NameResolution names, HttpRequest<?> request, String name)
            throws RegistryException, IOException {
        return of(names, request, name, RequestAccess.permission(request.getMethod()));
    }

    /** For whoever has {@code needed} on the repository; nobody else gets one. */
    static RepositoryRequest of(NameResolution names, HttpRequest<?> request, String name, Permission needed)
            throws RegistryException, IOException {
        RepositoryRequest resolved = resolve(names, request, name);
        RequestAccess.of(request).require(needed, resolved.repository(), name);
        return resolved;
    }

    private static RepositoryRequest resolve(NameResolution names, HttpRequest<?> request, String name)
            throws RegistryException {
        List<String> namespaces = request.getParameters().getAll("ns");
        if (namespaces.size() > 1) {
            throw new RegistryException(RegistryErrorCode.NAME_INVALID, "ns is given more than once", Map.of());
        }
        String namespace = namespaces.isEmpty() ? null : namespaces.get(0);
        try {
            return new RepositoryRequest(names.resolve(namespace, name), namespace);
        } catch (MalformedValueException e) {
            throw new RegistryException(RegistryErrorCode.NAME_INVALID, e.getMessage(), e.facts());
        }
    }

    /** Tells the client that its {@code ns} was understood. */
    <T extends MutableHttpResponse<?>> T echoNamespace(T response) {
        if (namespace != null) {
            response.header(RegistryHeaders.NAMESPACE, namespace);
        }
        return response;
    }
}
