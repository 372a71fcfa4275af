package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.http.RequestBodies;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.appliance.uploads.BlobPart;
import dev.sallyport.appliance.uploads.UploadPositionException;
import dev.sallyport.appliance.uploads.UploadStatus;
import dev.sallyport.appliance.uploads.Uploads;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Blobs on their way in: in one request, in a session, or from another repository.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs">pushing blobs</a>
 */
@Controller("/v2")
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(RequestBodies.EXECUTOR)
@Requires(beans = Uploads.class)
final class UploadController {
    private final NameResolution names;
    private final RequestBodies bodies;
    private final Uploads uploads;
    private final Mounts mounts;

    UploadController(NameResolution names, RequestBodies bodies, Uploads uploads, Mounts mounts) {
        this.names = names;
        this.bodies = bodies;
        this.uploads = uploads;
        this.mounts = mounts;
    }

    /** Begins a session, unless the request brings the blob or names one that is here. */
    @Post(uri = "/{+name}/blobs/uploads")
    HttpResponse<?> begin(HttpRequest<?> request, String name) throws RegistryException, IOException {
        Pusher pusher = Pusher.of(names, request, name);
        @Nullable String digest = request.getParameters().get("digest");
        @Nullable String mount = request.getParameters().get("mount");
        try {
            if (digest != null) {
                return push(request, pusher, References.digest(digest));
            }
            if (mount != null) {
                Digest wanted = References.digest(mount);
                if (mounts.mount(request, pusher, wanted, from(request))) {
                    return created(pusher.repository(), wanted);
                }
            }
            UploadStatus status = uploads.begin(pusher.repository(), pusher.owner(), algorithm(request));
            return accepted(HttpStatus.ACCEPTED, pusher.repository(), status);
        } catch (SallyportException e) {
            throw Failures.of(e);
        } catch (IOException e) {
            Failures.throwIfFull(e);
            throw e;
        }
    }

    private HttpResponse<?> push(HttpRequest<?> request, Pusher pusher, Digest digest)
            throws RegistryException, IOException, SallyportException {
        try (InputStream body = bodies.stream(request)) {
            BlobPart whole = new BlobPart(body, BlobPart.UNKNOWN, request.getContentLength());
            uploads.push(pusher.repository(), whole, digest, pusher.owner(), pusher.actor());
            return created(pusher.repository(), digest);
        }
    }

    private @Nullable RepositoryName from(HttpRequest<?> request) throws RegistryException, IOException {
        @Nullable String from = request.getParameters().get("from");
        return from == null ? null : RepositoryRequest.resolve(names, request, from);
    }

    private static @Nullable DigestAlgorithm algorithm(HttpRequest<?> request) throws RegistryException {
        @Nullable String wanted = request.getParameters().get("digest-algorithm");
        if (wanted == null) {
            return null;
        }
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            if (algorithm.prefix().equals(wanted)) {
                return algorithm;
            }
        }
        throw new RegistryException(
                RegistryErrorCode.DIGEST_INVALID,
                "the digest algorithms of this registry are sha256 and sha512",
                Map.of("digest-algorithm", wanted));
    }

    /** Says how far a session is, so that a client whose connection broke can go on. */
    @Get(uri = "/{+name}/blobs/uploads/{id}", headRoute = false)
    HttpResponse<?> status(HttpRequest<?> request, String name, String id) throws RegistryException, IOException {
        Pusher pusher = Pusher.of(names, request, name);
        try {
            return accepted(HttpStatus.NO_CONTENT, pusher.repository(), uploads.status(pusher.repository(), id));
        } catch (SallyportException e) {
            throw Failures.of(e);
        }
    }

    /** Puts a part behind what a session has. */
    @Patch(uri = "/{+name}/blobs/uploads/{id}")
    HttpResponse<?> append(HttpRequest<?> request, String name, String id) throws RegistryException, IOException {
        Pusher pusher = Pusher.of(names, request, name);
        Extent extent = Extent.of(request);
        try (InputStream body = bodies.stream(request)) {
            UploadStatus status =
                    uploads.append(pusher.repository(), id, new BlobPart(body, extent.from(), extent.length()));
            return accepted(HttpStatus.ACCEPTED, pusher.repository(), status);
        } catch (UploadPositionException e) {
            throw outOfOrder(pusher.repository(), e);
        } catch (SallyportException e) {
            throw Failures.of(e);
        }
    }

    /** Ends a session: what it has, and the part that may come now, are the blob. */
    @Put(uri = "/{+name}/blobs/uploads/{id}")
    HttpResponse<?> commit(HttpRequest<?> request, String name, String id) throws RegistryException, IOException {
        Pusher pusher = Pusher.of(names, request, name);
        Digest digest =
                References.digest(Optional.ofNullable(request.getParameters().get("digest"))
                        .orElseThrow(() -> new RegistryException(
                                RegistryErrorCode.DIGEST_INVALID, "the parameter digest is missing", Map.of())));
        Extent extent = Extent.of(request);
        try (InputStream body = bodies.stream(request)) {
            BlobPart last = new BlobPart(body, extent.from(), extent.length());
            uploads.commit(pusher.repository(), id, last, digest, pusher.actor());
            return created(pusher.repository(), digest);
        } catch (UploadPositionException e) {
            throw outOfOrder(pusher.repository(), e);
        } catch (SallyportException e) {
            throw Failures.of(e);
        }
    }

    /** Ends a session; what it has is dropped. */
    @Delete(uri = "/{+name}/blobs/uploads/{id}")
    HttpResponse<?> cancel(HttpRequest<?> request, String name, String id) throws RegistryException, IOException {
        Pusher pusher = Pusher.of(names, request, name);
        try {
            uploads.cancel(pusher.repository(), id);
            return HttpResponse.noContent();
        } catch (SallyportException e) {
            throw Failures.of(e);
        }
    }

    private static MutableHttpResponse<?> accepted(HttpStatus code, RepositoryName repository, UploadStatus status) {
        MutableHttpResponse<?> answer = HttpResponse.status(code)
                .header(HttpHeaders.LOCATION, location(repository, status))
                .header(HttpHeaders.RANGE, range(status))
                .header(RegistryHeaders.UPLOAD_ID, status.id());
        return code == HttpStatus.NO_CONTENT ? answer : answer.contentLength(0);
    }

    private static MutableHttpResponse<?> created(RepositoryName repository, Digest digest) {
        return HttpResponse.created("")
                .contentLength(0)
                .header(HttpHeaders.LOCATION, "/v2/" + repository + "/blobs/" + digest)
                .header(RegistryHeaders.CONTENT_DIGEST, digest.toString());
    }

    private static RegistryException outOfOrder(RepositoryName repository, UploadPositionException failure) {
        UploadStatus status = failure.status();
        return new RegistryException(
                        RegistryErrorCode.RANGE_INVALID,
                        failure.getMessage() + ". " + failure.remedy(),
                        failure.facts())
                .with(HttpHeaders.LOCATION, location(repository, status))
                .with(HttpHeaders.RANGE, range(status))
                .with(RegistryHeaders.UPLOAD_ID, status.id());
    }

    private static String location(RepositoryName repository, UploadStatus status) {
        return "/v2/" + repository + "/blobs/uploads/" + status.id();
    }

    /** Of nothing it is that of one byte, as in the reference implementation: docker's clients want it on every answer. */
    private static String range(UploadStatus status) {
        return "0-" + Math.max(0, status.size() - 1);
    }
}
