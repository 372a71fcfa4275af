package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.appliance.store.ClaimedRepositoryException;
import dev.sallyport.appliance.store.LocalContent;
import dev.sallyport.appliance.store.Repositories;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.Map;

/**
 * Takes tags, manifests and blobs out of local repositories, unless the administrator switched that off: then nothing is deleted, tags
 * included (CVE-2026-41888).
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#content-management">content
 *     management</a>
 */
@Controller("/v2")
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = LocalContent.class)
final class DeletionController {
    private final NameResolution names;
    private final LocalContent local;
    private final Repositories repositories;
    private final RegistrySettings settings;

    DeletionController(NameResolution names, LocalContent local, Repositories repositories, RegistrySettings settings) {
        this.names = names;
        this.local = local;
        this.repositories = repositories;
        this.settings = settings;
    }

    /** One deletion; whether there was anything to delete. */
    private interface Deletion {
        boolean run(RepositoryName repository, String actor) throws IOException, SallyportException;
    }

    /** A tag alone, or a manifest with the tags that name it. */
    @Delete(uri = "/{+name}/manifests/{reference}")
    HttpResponse<?> manifest(HttpRequest<?> request, String name, String reference)
            throws RegistryException, IOException {
        if (reference.indexOf(':') >= 0) {
            Digest digest = References.digest(reference);
            return delete(
                    request,
                    name,
                    (repository, actor) -> local.deleteManifest(repository, digest, actor),
                    RegistryErrorCode.MANIFEST_UNKNOWN,
                    '@' + reference);
        }
        Tag tag = References.tag(reference);
        return delete(
                request,
                name,
                (repository, actor) -> local.deleteTag(repository, tag, actor),
                RegistryErrorCode.MANIFEST_UNKNOWN,
                ':' + reference);
    }

    /** A blob, also from the manifests that are made of it. */
    @Delete(uri = "/{+name}/blobs/{digest}")
    HttpResponse<?> blob(HttpRequest<?> request, String name, String digest) throws RegistryException, IOException {
        Digest wanted = References.digest(digest);
        return delete(
                request,
                name,
                (repository, actor) -> local.deleteBlob(repository, wanted, actor),
                RegistryErrorCode.BLOB_UNKNOWN,
                '@' + digest);
    }

    private HttpResponse<?> delete(
            HttpRequest<?> request, String name, Deletion deletion, RegistryErrorCode unknown, String object)
            throws RegistryException, IOException {
        RepositoryRequest asked = RepositoryRequest.forDeletion(names, request, name);
        RepositoryName repository = asked.repository();
        if (!settings.deletions()) {
            throw new RegistryException(
                    RegistryErrorCode.UNSUPPORTED,
                    "this registry was told not to delete anything. Ask an administrator to start it without --no-delete.",
                    Map.of());
        }
        try {
            if (mayBeHere(repository)
                    && deletion.run(repository, RequestAccess.of(request).actor())) {
                return asked.echoNamespace(HttpResponse.accepted().contentLength(0));
            }
        } catch (ClaimedRepositoryException e) {
            throw new RegistryException(RegistryErrorCode.UNSUPPORTED, Failures.sentence(e), e.facts());
        } catch (SallyportException e) {
            throw Failures.of(e);
        } catch (IOException e) {
            Failures.throwIfFull(e);
            throw e;
        }
        throw new RegistryException(unknown, repository + object + " is not here", Map.of("name", repository.value()));
    }

    // What is in no repository of a name that is kept for bundles is simply not here.
    private boolean mayBeHere(RepositoryName repository) throws IOException {
        return LocalContent.isLocalName(repository) || repositories.exists(repository);
    }
}
