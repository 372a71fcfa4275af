package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Permission;
import dev.sallyport.appliance.resolution.AliasedNameException;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.appliance.resolution.UncreatableNameException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The repository that a request is about, and the {@code ns} that said so, {@code null} if there was none. */
record RepositoryRequest(
        RepositoryName repository, @Nullable String namespace) {
    /** For whoever may do with the repository what the request's method does; nobody else gets one. */
    static RepositoryRequest of(NameResolution names, HttpRequest<?> request, String name)
            throws RegistryException, IOException {
        return of(names, request, name, RequestAccess.permission(request.getMethod()));
    }

    /** For whoever may delete in the repository; nobody may under another one's name. */
    static RepositoryRequest forDeletion(NameResolution names, HttpRequest<?> request, String name)
            throws RegistryException, IOException {
        RepositoryRequest asked = of(names, request, name);
        try {
            AliasedNameException.throwIfAlias(name, names.resolve(host(request), asked.namespace(), name));
            return asked;
        } catch (MalformedValueException e) {
            throw malformed(e);
        } catch (AliasedNameException e) {
            throw new RegistryException(RegistryErrorCode.UNSUPPORTED, Failures.sentence(e), e.facts());
        }
    }

    /** For whoever has {@code needed} on the repository; nobody else gets one. */
    static RepositoryRequest of(NameResolution names, HttpRequest<?> request, String name, Permission needed)
            throws RegistryException, IOException {
        String namespace = namespace(request);
        try {
            RepositoryName resolved =
                    names.resolve(host(request), namespace, name).repository();
            if (!RequestAccess.of(request).may(needed, resolved)) {
                resolved = whatAPushWouldMake(names, request, name, needed).orElse(resolved);
            }
            RequestAccess.of(request).require(needed, resolved, name);
            return new RepositoryRequest(resolved, namespace);
        } catch (MalformedValueException e) {
            throw malformed(e);
        }
    }

    // Before their first push clients ask what is there already, and give up when they are told that they may not ask:
    // podman and
    // skopeo do, for blobs. Who may have that repository is told that it has nothing.
    private static Optional<RepositoryName> whatAPushWouldMake(
            NameResolution names, HttpRequest<?> request, String name, Permission needed)
            throws RegistryException, IOException, MalformedValueException {
        try {
            RepositoryName made = names.resolveForPush(host(request), namespace(request), name);
            return RequestAccess.of(request).may(needed, made) ? Optional.of(made) : Optional.empty();
        } catch (UncreatableNameException e) {
            return Optional.empty();
        }
    }

    /** What {@code name} means, for whoever asks himself what the client may do with it. */
    static RepositoryName resolve(NameResolution names, HttpRequest<?> request, String name)
            throws RegistryException, IOException {
        try {
            return names.resolve(host(request), namespace(request), name).repository();
        } catch (MalformedValueException e) {
            throw malformed(e);
        }
    }

    /** For whoever may put something there: the repository is local, or may be made. */
    static RepositoryRequest forPush(NameResolution names, HttpRequest<?> request, String name)
            throws RegistryException, IOException {
        String namespace = namespace(request);
        try {
            // Before it is said whether anybody could.
            RequestAccess.of(request).require(Permission.PUSH, RepositoryName.parse(name), name);
            RepositoryName resolved = names.resolveForPush(host(request), namespace, name);
            RequestAccess.of(request).require(Permission.PUSH, resolved, name);
            return new RepositoryRequest(resolved, namespace);
        } catch (MalformedValueException e) {
            throw malformed(e);
        } catch (UncreatableNameException e) {
            throw new RegistryException(RegistryErrorCode.DENIED, e.getMessage() + ". " + e.remedy(), e.facts());
        }
    }

    // Nothing is here of a registry that cannot be.
    private static RegistryException malformed(MalformedValueException failure) {
        boolean unknown = NameResolution.UPSTREAM.equals(failure.facts().get("kind"));
        return new RegistryException(
                unknown ? RegistryErrorCode.NAME_UNKNOWN : RegistryErrorCode.NAME_INVALID,
                failure.getMessage(),
                failure.facts());
    }

    private static @Nullable String namespace(HttpRequest<?> request) throws RegistryException {
        List<String> namespaces = request.getParameters().getAll("ns");
        if (namespaces.size() > 1) {
            throw new RegistryException(RegistryErrorCode.NAME_INVALID, "ns is given more than once", Map.of());
        }
        return namespaces.isEmpty() ? null : namespaces.get(0);
    }

    private static @Nullable String host(HttpRequest<?> request) {
        return request.getHeaders().get(HttpHeaders.HOST);
    }

    /**
     * A path of this repository, under the name that was found: whoever follows it needs neither {@code ns} nor the same
     * {@code Host}.
     *
     * @param rest what follows the name, such as {@code blobs/uploads/ID}
     */
    String location(String rest) {
        return "/v2/" + repository + '/' + rest;
    }

    /** Tells the client that its {@code ns} was understood. */
    <T extends MutableHttpResponse<?>> T echoNamespace(T response) {
        if (namespace != null) {
            response.header(RegistryHeaders.NAMESPACE, namespace);
        }
        return response;
    }
}
