package dev.sallyport.agent.registry;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final ReferrersFetch referrers;

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
        this(options, credentials, clock, sleeper, known, notices, null);
    }

    /** As the other one, with whom to trust in place of whom Java trusts. */
    RegistryClient(
            RegistryOptions options,
            CredentialFiles credentials,
            Clock clock,
            Sleeper sleeper,
            KnownManifests known,
            RegistryNotices notices,
            @Nullable SSLSocketFactory trusting) {
        TlsFactories tls = new TlsFactories(options, trusting);
        this.traffic = new Traffic(new Transport(options, tls), options, clock, sleeper, notices);
        this.retries = new Retries(options, sleeper);
        this.mirrors = new Mirrors(options, notices);
        Authorizer authorizer = new Authorizer(credentials, new TokenFetch(traffic, clock), clock);
        Requests requests =
                new Requests(new TlsProbe(options, tls), clock, retries, new Redirects(traffic), authorizer);
        this.manifests = new Manifests(new ManifestFetch(requests), new HeldManifests(known));
        this.blobs = new BlobFetch(requests);
        this.referrers = new ReferrersFetch(requests, manifests);
    }

    /**
     * What {@code reference} names: its digest if there is one, else what its tag names at this moment. Costs no GET of a manifest
     * where the registry answers HEAD as it should, or where the manifest is known.
     *
     * @throws ContentNotFoundException if the registry has none
     */
    public Descriptor resolve(Reference reference) throws IOException, SallyportException {
        return find(reference).orElseThrow(() -> missing(reference.host(), reference.toString()));
    }

    /** As {@link #resolve}; empty if the registry has none. */
    public Optional<Descriptor> find(Reference reference) throws IOException, SallyportException {
        Digest digest = reference.digest();
        return mirrors.ask(
                RepositoryAddress.of(reference),
                (host, repository) -> digest != null
                        ? manifests.find(host, repository, digest)
                        : manifests.find(host, repository, reference.selector()));
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
        return mirrors.ask(repository, (host, there) -> {
                    BlobBody begun = blobs.open(host, there, blob, from);
                    return Optional.of(
                            new BlobBody(new ResumingBlob(blobs, host, there, blob, retries, begun), begun.from()));
                })
                .orElseThrow();
    }

    /**
     * What refers to {@code subject}, in the registry's order, each digest once; none if nothing does. A mirror that knows of
     * none has not settled that: not every mirror carries them.
     */
    public List<Descriptor> referrers(RepositoryAddress repository, Digest subject)
            throws IOException, SallyportException {
        return mirrors.ask(
                        repository,
                        (host, there) -> Optional.of(referrers.list(host, there, subject))
                                .filter(list -> !list.isEmpty()))
                .orElse(List.of());
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
