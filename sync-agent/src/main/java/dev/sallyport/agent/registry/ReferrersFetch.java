package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageIndex;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists what refers to a manifest: by the referrers API, else by the fallback tag.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers">listing referrers</a>
 */
final class ReferrersFetch {
    private static final Map<String, String> ACCEPT = Map.of("Accept", MediaTypes.OCI_INDEX);
    private static final int MOST_PAGES = 256;
    private static final int MOST_REFERRERS = 20_000;
    private static final int FALLBACK_HEX = 64;

    private final Requests requests;
    private final Manifests manifests;

    ReferrersFetch(Requests requests, Manifests manifests) {
        this.requests = requireNonNull(requests, "requests is null");
        this.manifests = requireNonNull(manifests, "manifests is null");
    }

    /** One answer: what it lists, and the path of the next one. */
    private record Page(
            List<Descriptor> referrers, @Nullable String next) {}

    List<Descriptor> list(RegistryHost host, RepositoryAddress repository, Digest subject)
            throws IOException, SallyportException {
        String object = "referrers of " + repository + "@" + subject;
        if (!host.isWithoutReferrers()) {
            Optional<List<Descriptor>> listed = byApi(host, repository, subject, object);
            if (listed.isPresent()) {
                return listed.get();
            }
            host.rememberWithoutReferrers();
        }
        return byTag(host, repository, subject, object);
    }

    private Optional<List<Descriptor>> byApi(
            RegistryHost host, RepositoryAddress repository, Digest subject, String object)
            throws InterruptedIOException, SallyportException {
        Map<Digest, Descriptor> all = new LinkedHashMap<>();
        String path = "/v2/" + repository.path() + "/referrers/" + subject;
        for (int pages = 0; path != null; pages++) {
            if (pages == MOST_PAGES) {
                throw problem(host, object, "it has more than " + MOST_PAGES + " pages");
            }
            Optional<Page> page = requests.ask(
                    host,
                    repository,
                    new Request(RequestKind.GET_REFERRERS, path, ACCEPT, object),
                    answer -> readPage(host, answer, object));
            if (page.isEmpty() && pages == 0) {
                return Optional.empty();
            }
            Page read = page.orElseThrow(() -> problem(host, object, "a page that it links to is not there"));
            collect(host, read.referrers(), all, object);
            path = read.next();
        }
        return Optional.of(List.copyOf(all.values()));
    }

    // Registries without the API answer 404, 405 or, some of them, with a web page.
    private static Optional<Page> readPage(RegistryHost host, HttpAnswer answer, String object)
            throws IOException, SallyportException {
        if (answer.status() != 200 || !answer.mediaType().equals(MediaTypes.OCI_INDEX)) {
            answer.close();
            if (answer.status() == 200 || answer.status() == 404 || answer.status() == 405) {
                return Optional.empty();
            }
            throw problem(host, object, "its status is " + answer.status());
        }
        byte[] content = BoundedBody.read(answer, Manifest.MAX_SIZE, host.name(), object);
        Optional<String> next = NextLink.of(answer, host.name(), object);
        return Optional.of(new Page(index(object, MediaTypes.OCI_INDEX, content), next.orElse(null)));
    }

    private List<Descriptor> byTag(RegistryHost host, RepositoryAddress repository, Digest subject, String object)
            throws IOException, SallyportException {
        Optional<FetchedManifest> tagged = manifests.current(host, repository, fallbackTag(subject));
        if (tagged.isEmpty()) {
            return List.of();
        }
        Map<Digest, Descriptor> all = new LinkedHashMap<>();
        FetchedManifest manifest = tagged.get();
        collect(host, index(object, manifest.descriptor().mediaType(), manifest.content()), all, object);
        return List.copyOf(all.values());
    }

    /** The tag under which clients keep a subject's referrers where there is no API. */
    static String fallbackTag(Digest subject) {
        String hex = subject.hex();
        return subject.algorithm().prefix() + '-' + hex.substring(0, Math.min(hex.length(), FALLBACK_HEX));
    }

    private static List<Descriptor> index(String object, String mediaType, byte[] content) throws SallyportException {
        // An image that somebody tagged so is no list of referrers.
        return Manifest.parse(object, mediaType, content) instanceof ImageIndex index ? index.manifests() : List.of();
    }

    private static void collect(RegistryHost host, List<Descriptor> page, Map<Digest, Descriptor> all, String object)
            throws RegistryProtocolException {
        page.forEach(referrer -> all.putIfAbsent(referrer.digest(), referrer));
        if (all.size() > MOST_REFERRERS) {
            throw problem(host, object, "there are more than " + MOST_REFERRERS);
        }
    }

    private static RegistryProtocolException problem(RegistryHost host, String object, String problem) {
        return new RegistryProtocolException(host.name(), object, problem);
    }
}
