package dev.sallyport.agent.registry;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fetches from registries. One for a whole run: connections, tokens, fetched manifests and what is known of each registry are
 * shared. Safe for use by many threads; a thread that is interrupted while it waits gets an {@link java.io.InterruptedIOException}.
 *
 * <p>Every method may fail with an {@link java.io.IOException} of what is {@linkplain KnownManifests known}, and with {@link ContentNotFoundException}, {@link AccessDeniedException}, {@link RateLimitedException},
 * {@link RegistryUnreachableException}, {@link RegistryProtocolException} or {@link CredentialsFileException}, after as many
 * attempts as make sense; those that return manifests also with {@link ContradictedDigestException} and
 * {@link UnsupportedManifestException}.
 */
public final class RegistryClient {
    private final Retries retries;
    private final Traffic traffic;
    private final Mirrors mirrors;
    private final Manifests manifests;
    private final BlobFetch blobs;
    private final ForeignLayers foreign;
    private final ReferrersFetch referrers;
    private final NameLists lists;
    private final Search search;
    private final WebFetch web;

    /**
     * @param clock for the lifetime of tokens and for dates to come back at
     * @param sleeper for the waits between attempts
     */
    public RegistryClient(RegistryOptions options, CredentialFiles credentials, Clock clock, Sleeper sleeper) {
        this(options, credentials, clock, sleeper, KnownManifests.NONE, RegistryNotices.NONE);
    }

    /**
     * @param known what need not be fetched since an earlier run did
     * @param notices hears of pauses and of mirrors that fail
     */
    public RegistryClient(
            RegistryOptions options,
            CredentialFiles credentials,
            Clock clock,
            Sleeper sleeper,
            KnownManifests known,
            RegistryNotices notices) {
        this(options, credentials, clock, sleeper, known, notices, null, AddressResolver.SYSTEM);
    }

    /** As the other one, with whom to trust in place of whom Java trusts, and who knows layers' hosts. */
    RegistryClient(
            RegistryOptions options,
            CredentialFiles credentials,
            Clock clock,
            Sleeper sleeper,
            KnownManifests known,
            RegistryNotices notices,
            @Nullable SSLSocketFactory trusting,
            AddressResolver resolver) {
        TlsFactories tls = new TlsFactories(options, trusting);
        this.traffic = new Traffic(new Transport(options, tls), options, clock, sleeper, notices);
        this.retries = new Retries(options, sleeper);
        this.mirrors = new Mirrors(options, notices);
        Authorizer authorizer = new Authorizer(credentials, new TokenFetch(traffic, clock), clock);
        Requests requests =
                new Requests(new TlsProbe(options, tls), clock, retries, new Redirects(traffic), authorizer);
        this.manifests = new Manifests(new ManifestFetch(requests), new HeldManifests(known));
        this.blobs = new BlobFetch(requests);
        this.foreign = new ForeignLayers(new LayerTransport(options, tls, resolver), traffic, retries, clock);
        this.referrers = new ReferrersFetch(requests, manifests);
        this.lists = new NameLists(requests);
        this.search = new Search(requests, lists);
        this.web = new WebFetch(new Redirects(traffic), retries, credentials, options, clock);
    }

    /**
     * What {@code reference} names: its digest if there is one, else what its tag names at this moment. Costs no GET of a manifest
     * where the registry answers HEAD as it should, or where the manifest is known.
     *
     * @throws ContentNotFoundException if the registry has none
     */
    public Descriptor resolve(Reference reference) throws IOException, SallyportException {
        return mirrors.ask(RepositoryAddress.of(reference), head(reference))
                .orElseThrow(() -> missing(reference.host(), reference.toString()));
    }

    /**
     * As {@link #resolve}; empty if the registry has none, or if it is out of reach and its mirror, which is not, has none.
     */
    public Optional<Descriptor> find(Reference reference) throws IOException, SallyportException {
        return mirrors.look(RepositoryAddress.of(reference), head(reference));
    }

    private Mirrors.Question<Descriptor> head(Reference reference) {
        Digest digest = reference.digest();
        return (host, repository) -> digest != null
                ? manifests.find(host, repository, digest)
                : manifests.find(host, repository, reference.selector());
    }

    /**
     * The manifest that {@code reference} names: by its digest if there is one, which is then verified, else what its tag
     * names at this moment.
     */
    public FetchedManifest manifest(Reference reference) throws IOException, SallyportException {
        Digest digest = reference.digest();
        if (digest != null) {
            return manifest(RepositoryAddress.of(reference), digest);
        }
        return mirrors.ask(
                        RepositoryAddress.of(reference),
                        (host, repository) -> manifests.byTag(host, repository, reference.selector()))
                .orElseThrow(() -> missing(reference.host(), reference.toString()));
    }

    /** The manifest with {@code digest}, verified; one that is known or was fetched shortly before is not fetched again. */
    public FetchedManifest manifest(RepositoryAddress repository, Digest digest)
            throws IOException, SallyportException {
        return mirrors.ask(repository, (host, there) -> manifests.byDigest(host, there, digest))
                .orElseThrow(() -> missing(repository.host(), repository + "@" + digest));
    }

    /**
     * The bytes of a blob from {@code from} to its end, or from its start if the registry does not know ranges; the body says
     * which. A connection that breaks in the middle is resumed under the reader's hands. The bytes are not verified.
     *
     * <p>A layer with addresses of its own is fetched from these, without credentials, where the registry does not have it; of a
     * nondistributable type it is looked for there first.
     *
     * @throws PrivateLayerHostException if a layer's address leads to this machine or its network
     * @throws IllegalArgumentException if {@code from} is not in the blob
     */
    public BlobBody blob(RepositoryAddress repository, Descriptor blob, long from)
            throws IOException, SallyportException {
        if (from < 0 || from > blob.size()) {
            throw new IllegalArgumentException("No byte " + from + " in a blob of " + blob.size());
        }
        if (from > 0 && from == blob.size()) {
            return new BlobBody(InputStream.nullInputStream(), from);
        }
        if (blob.urls().isEmpty()) {
            return held(repository, blob, from);
        }
        return ForeignLayers.isNondistributable(blob.mediaType())
                ? first(() -> foreign(repository, blob, from), () -> held(repository, blob, from))
                : first(() -> held(repository, blob, from), () -> foreign(repository, blob, from));
    }

    private interface BlobPlace {
        BlobBody open() throws IOException, SallyportException;
    }

    /** From {@code one}, or from {@code other} if it is not there; the first failure counts if neither has it. */
    private static BlobBody first(BlobPlace one, BlobPlace other) throws IOException, SallyportException {
        try {
            return one.open();
        } catch (ContentNotFoundException | RegistryUnreachableException | RegistryProtocolException e) {
            try {
                return other.open();
            } catch (ContentNotFoundException also) {
                e.addSuppressed(also);
                throw e;
            }
        }
    }

    private BlobBody held(RepositoryAddress repository, Descriptor blob, long from)
            throws IOException, SallyportException {
        return mirrors.ask(repository, (host, there) -> {
                    ResumingBlob.Opening opening = position -> blobs.open(host, there, blob, position);
                    return Optional.of(resuming(opening, host + ": " + there + "@" + blob.digest(), blob, from));
                })
                .orElseThrow();
    }

    private BlobBody foreign(RepositoryAddress repository, Descriptor blob, long from)
            throws IOException, SallyportException {
        String object = repository + "@" + blob.digest();
        return resuming(position -> foreign.open(blob, position, object), object, blob, from);
    }

    private BlobBody resuming(ResumingBlob.Opening opening, String object, Descriptor blob, long from)
            throws IOException, SallyportException {
        BlobBody begun = opening.open(from);
        return new BlobBody(new ResumingBlob(opening, object, blob, retries, begun), begun.from());
    }

    /**
     * What refers to {@code subject}, in the registry's order, each digest once; none if nothing does. A mirror that knows of
     * none has not settled that, as not every mirror carries them, unless the registry itself is out of reach.
     */
    public List<Descriptor> referrers(RepositoryAddress repository, Digest subject)
            throws IOException, SallyportException {
        return mirrors.look(
                        repository,
                        (host, there) -> Optional.of(referrers.list(host, there, subject))
                                .filter(list -> !list.isEmpty()))
                .orElse(List.of());
    }

    /**
     * Gives the repository's tags in the registry's order while they arrive, page by page. What is no legal tag is left out. What
     * was given before a failure is good as far as it goes.
     *
     * @throws ContentNotFoundException if there is no such repository
     */
    public void tags(RepositoryAddress repository, TagConsumer consumer) throws IOException, SallyportException {
        Optional<Boolean> listed = mirrors.ask(
                repository,
                (host, there) -> Optional.of(lists.tags(host, there, consumer)).filter(Boolean::booleanValue));
        if (listed.isEmpty()) {
            throw missing(repository.host(), "tags of " + repository);
        }
    }

    /** All tags of the repository; see the other one for long lists. */
    public List<String> tags(RepositoryAddress repository) throws IOException, SallyportException {
        Set<String> tags = new LinkedHashSet<>();
        tags(repository, tag -> {
            tags.add(tag);
            return true;
        });
        return List.copyOf(tags);
    }

    /**
     * Gives the paths of the registry's repositories while they arrive.
     *
     * @throws ContentNotFoundException if the registry does not list them
     */
    public void repositories(String host, TagConsumer consumer) throws IOException, SallyportException {
        if (!lists.repositories(mirrors.host(host), consumer)) {
            throw missing(host, "list of repositories");
        }
    }

    /** At most 100 repositories of {@code host} that match {@code term}: as it finds them, else those whose names contain it. */
    public List<FoundRepository> search(String host, String term) throws IOException, SallyportException {
        String searched = host.equals(Reference.DOCKER_HUB) ? "index.docker.io" : host;
        return search.search(mirrors.host(searched), mirrors.host(host), term);
    }

    /**
     * What lies at a web address that is no registry's, such as a chart repository's index: over TLS, or in plain HTTP from this
     * machine or where that is allowed.
     *
     * @param limit the most bytes that it may have; more is a failure
     */
    public byte[] web(URI address, int limit) throws IOException, SallyportException {
        return web.get(address, limit);
    }

    /** How many requests went out so far: by host and port, then by kind. */
    public Map<String, Map<RequestKind, Long>> requests() {
        return traffic.requests();
    }

    /** What {@code host}, as references name it, said last of its pull limit; empty if it said nothing yet. */
    public Optional<Quota> quota(String host) {
        return traffic.quota(host);
    }

    private static ContentNotFoundException missing(String host, String object) {
        return new ContentNotFoundException(host, object, "");
    }
}
