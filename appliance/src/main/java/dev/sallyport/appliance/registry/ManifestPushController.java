package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.http.BodyTooLargeException;
import dev.sallyport.appliance.http.RequestBodies;
import dev.sallyport.appliance.http.RequestBodies.WholeBody;
import dev.sallyport.appliance.http.ServerBusyException;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.appliance.uploads.Manifests;
import dev.sallyport.appliance.uploads.PushedManifest;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.Tag;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Manifests on their way in.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests">pushing
 *     manifests</a>
 */
@Controller("/v2")
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(RequestBodies.EXECUTOR)
@Requires(beans = Manifests.class)
final class ManifestPushController {
    private final NameResolution names;
    private final RequestBodies bodies;
    private final Manifests manifests;

    ManifestPushController(NameResolution names, RequestBodies bodies, Manifests manifests) {
        this.names = names;
        this.bodies = bodies;
        this.manifests = manifests;
    }

    /** The parameter {@code tag}, which may come several times, names tags beside the one in the path, if that is one. */
    @Put(uri = "/{+name}/manifests/{reference}")
    HttpResponse<?> put(HttpRequest<?> request, String name, String reference)
            throws RegistryException, ServerBusyException, IOException {
        Pusher pusher = Pusher.of(names, request, name);
        @Nullable Digest digest = reference.indexOf(':') >= 0 ? References.digest(reference) : null;
        Set<Tag> asked = new LinkedHashSet<>();
        for (String tag : request.getParameters().getAll("tag")) {
            asked.add(References.tag(tag));
        }
        Set<Tag> tags = new LinkedHashSet<>(asked);
        if (digest == null) {
            tags.add(References.tag(reference));
        }
        try (WholeBody body = read(request)) {
            PushedManifest pushed = manifests.put(
                    pusher.repository(),
                    digest,
                    tags,
                    request.getHeaders().get(HttpHeaders.CONTENT_TYPE),
                    body.bytes(),
                    pusher.actor());
            return created(pusher, pushed, asked);
        } catch (SallyportException e) {
            throw Failures.of(e);
        }
    }

    private WholeBody read(HttpRequest<?> request) throws RegistryException, ServerBusyException, IOException {
        try {
            return bodies.whole(request, Manifest.MAX_SIZE);
        } catch (BodyTooLargeException e) {
            throw new RegistryException(
                            RegistryErrorCode.SIZE_INVALID,
                            "the manifest is larger than the " + e.limit() + " bytes that are taken",
                            e.facts())
                    .with(HttpStatus.REQUEST_ENTITY_TOO_LARGE);
        }
    }

    private static MutableHttpResponse<?> created(Pusher pusher, PushedManifest pushed, Set<Tag> asked) {
        Digest digest = pushed.descriptor().digest();
        MutableHttpResponse<?> answer = HttpResponse.created("")
                .contentLength(0)
                .header(HttpHeaders.LOCATION, "/v2/" + pusher.repository() + "/manifests/" + digest)
                .header(RegistryHeaders.CONTENT_DIGEST, digest.toString());
        if (pushed.subject() != null) {
            answer.header(RegistryHeaders.SUBJECT, pushed.subject().toString());
        }
        asked.forEach(tag -> answer.header(RegistryHeaders.TAG, tag.name()));
        if (!pushed.absent().isEmpty()) {
            Warnings.add(
                    answer,
                    pushed.absent().size() + " of what this manifest is made of are not in " + pusher.repository()
                            + ", such as " + pushed.absent().get(0));
        }
        return answer;
    }
}
