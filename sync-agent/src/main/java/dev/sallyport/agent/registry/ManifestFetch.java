package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for manifests by tag or digest, or only about them.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests">pulling manifests</a>
 */
final class ManifestFetch {
    private static final Map<String, String> ACCEPT = Map.of("Accept", String.join(", ", MediaTypes.MANIFESTS));
    private static final Set<String> SAYING_NOTHING =
            Set.of("", "application/octet-stream", "binary/octet-stream", "application/json", "text/plain");

    private final Requests requests;

    ManifestFetch(Requests requests) {
        this.requests = requireNonNull(requests, "requests is null");
    }

    /** The manifest with {@code digest}, verified; empty if the registry has none. */
    Optional<FetchedManifest> byDigest(RegistryHost host, RepositoryAddress repository, Digest digest)
            throws InterruptedIOException, SallyportException {
        String object = repository + "@" + digest;
        Request request = request(RequestKind.GET_MANIFEST, repository, digest.toString(), object);
        return requests.ask(host, repository, request, answer -> {
            if (isMissing(answer)) {
                return Optional.empty();
            }
            byte[] content = contentOf(host, answer, object);
            Digest found = Digest.of(digest.algorithm(), content);
            if (!found.equals(digest)) {
                throw ContradictedDigestException.ofContent(host.name(), object, digest, found);
            }
            return Optional.of(manifest(host, answer, digest, content, object));
        });
    }

    /** The manifest that {@code tag} names now; empty if the registry has none. */
    Optional<FetchedManifest> byTag(RegistryHost host, RepositoryAddress repository, String tag)
            throws InterruptedIOException, SallyportException {
        String object = repository + ":" + tag;
        Request request = request(RequestKind.GET_MANIFEST, repository, tag, object);
        return requests.ask(host, repository, request, answer -> {
            if (isMissing(answer)) {
                return Optional.empty();
            }
            byte[] content = contentOf(host, answer, object);
            return Optional.of(manifest(host, answer, digestOf(host, answer, content, object), content, object));
        });
    }

    /**
     * What the registry says of the manifest that {@code selector} names now, at no cost to a pull limit.
     *
     * @param object {@code selector} in full, for messages
     */
    ManifestHead head(RegistryHost host, RepositoryAddress repository, String selector, String object)
            throws InterruptedIOException, SallyportException {
        if (host.isWithoutHead()) {
            return new ManifestHead.Unsaid();
        }
        Request request = request(RequestKind.HEAD_MANIFEST, repository, selector, object);
        return requests.ask(host, repository, request, answer -> {
            answer.close();
            if (answer.status() == 404) {
                return new ManifestHead.Missing();
            }
            if (answer.status() == 405 || answer.status() == 501) {
                host.rememberWithoutHead();
            }
            return answer.status() == 200 ? headOf(answer) : new ManifestHead.Unsaid();
        });
    }

    // Lying here gains nothing: whatever is fetched is fetched by this digest, and verified.
    private static ManifestHead headOf(HttpAnswer answer) {
        Optional<Digest> digest =
                answer.header("Docker-Content-Digest").map(String::strip).flatMap(Digest::tryParse);
        if (digest.isEmpty() || answer.mediaType().equals("text/html")) {
            return new ManifestHead.Unsaid();
        }
        long size = answer.contentLength().orElse(0);
        boolean whole = MediaTypes.isManifest(answer.mediaType()) && size > 0 && size <= Manifest.MAX_SIZE;
        return new ManifestHead.Present(
                digest.get(), whole ? new Descriptor(answer.mediaType(), digest.get(), size) : null);
    }

    private static Request request(RequestKind kind, RepositoryAddress repository, String selector, String object) {
        return new Request(kind, "/v2/" + repository.path() + "/manifests/" + selector, ACCEPT, object);
    }

    private static boolean isMissing(HttpAnswer answer) throws IOException {
        boolean missing = answer.status() == 404;
        if (missing) {
            answer.close();
        }
        return missing;
    }

    private static byte[] contentOf(RegistryHost host, HttpAnswer answer, String object)
            throws IOException, SallyportException {
        if (answer.status() != 200) {
            throw new RegistryProtocolException(host.name(), object, "its status is " + answer.status());
        }
        if (answer.mediaType().equals("text/html")) {
            throw new RegistryProtocolException(host.name(), object, "it is an HTML page");
        }
        return BoundedBody.read(answer, Manifest.MAX_SIZE, host.name(), object);
    }

    // What the registry says is used only to catch it lying: the digest is that of the bytes.
    private static Digest digestOf(RegistryHost host, HttpAnswer answer, byte[] content, String object)
            throws ContradictedDigestException {
        Optional<String> said = answer.header("Docker-Content-Digest");
        if (said.isEmpty()) {
            return Digest.sha256(content);
        }
        Optional<Digest> parsed = Digest.tryParse(said.get());
        Digest found =
                parsed.map(digest -> Digest.of(digest.algorithm(), content)).orElseGet(() -> Digest.sha256(content));
        if (parsed.isEmpty() || !parsed.get().equals(found)) {
            throw ContradictedDigestException.ofHead(host.name(), object, said.get(), found);
        }
        return found;
    }

    private static FetchedManifest manifest(
            RegistryHost host, HttpAnswer answer, Digest digest, byte[] content, String object)
            throws SallyportException {
        String said = answer.mediaType();
        return SAYING_NOTHING.contains(said)
                ? FetchedManifest.ofContent(host.name(), object, digest, content)
                : FetchedManifest.ofType(host.name(), object, said, digest, content);
    }
}
