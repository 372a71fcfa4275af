package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fetches from registries. One for a whole run: connections, tokens, fetched manifests and what is known of each registry are
 * shared. Safe for use by many threads; a thread that is interrupted while it waits gets an {@link InterruptedIOException}.
 *
 * <p>Every method may fail with an {@link java.io.IOException} of what is {@linkplain KnownManifests known}, and with {@link ContentNotFoundException}, {@link AccessDeniedException}, {@link RateLimitedException},
 * {@link RegistryUnreachableException}, {@link RegistryProtocolException} or {@link CredentialsFileException}, after as many
 * attempts as make sense; those that return manifests also with {@link ContradictedDigestException} and
 * {@link UnsupportedManifestException}.
 */
public final class RegistryClient {
    private final RegistryOptions options;
    private final Retries retries;
    private final Manifests manifests;
    private final BlobFetch blobs;
    private final ReferrersFetch referrers;
    private final Map<String, RegistryHost> hosts = new ConcurrentHashMap<>();

    /**
     * @param clock for the lifetime of tokens and for dates to come back at
     * @param sleeper for the waits between attempts
     */
    public RegistryClient(RegistryOptions options, CredentialFiles credentials, Clock clock, Sleeper sleeper) {
        this(options, credentials, clock, sleeper, KnownManifests.NONE, null);
    }

    /** @param known what need not be fetched since an earlier run did */
    public RegistryClient(
            RegistryOptions options, CredentialFiles credentials, Clock clock, Sleeper sleeper, KnownManifests known) {
        this(options, credentials, clock, sleeper, known, null);
    }

    /** As the other one, with whom to trust in place of whom Java trusts. */
    RegistryClient(
            RegistryOptions options,
            CredentialFiles credentials,
            Clock clock,
            Sleeper sleeper,
            KnownManifests known,
            @Nullable SSLSocketFactory tls) {
        this.options = requireNonNull(options, "options is null");
        Transport transport = new Transport(options, tls);
        this.retries = new Retries(options, sleeper);
        Authorizer authorizer = new Authorizer(credentials, new TokenFetch(transport, clock), clock);
        Requests requests =
                new Requests(new TlsProbe(options, tls), clock, retries, new Redirects(transport), authorizer);
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
        return find(reference)
                .orElseThrow(() -> new ContentNotFoundException(reference.host(), reference.toString(), ""));
    }

    /** As {@link #resolve}; empty if the registry has none. */
    public Optional<Descriptor> find(Reference reference) throws IOException, SallyportException {
        RepositoryAddress repository = RepositoryAddress.of(reference);
        Digest digest = reference.digest();
        RegistryHost host = host(repository);
        return digest != null
                ? manifests.find(host, repository, digest)
                : manifests.find(host, repository, reference.selector());
    }

    /**
     * The manifest that {@code reference} names: by its digest if there is one, which is then verified, else what its tag
     * names at this moment.
     */
    public FetchedManifest manifest(Reference reference) throws IOException, SallyportException {
        RepositoryAddress repository = RepositoryAddress.of(reference);
        Digest digest = reference.digest();
        if (digest != null) {
            return manifest(repository, digest);
        }
        RegistryHost host = host(repository);
        return manifests
                .byTag(host, repository, reference.selector())
                .orElseThrow(() -> new ContentNotFoundException(host.name(), reference.toString(), ""));
    }

    /** The manifest with {@code digest}, verified; one that is known or was fetched shortly before is not fetched again. */
    public FetchedManifest manifest(RepositoryAddress repository, Digest digest)
            throws IOException, SallyportException {
        RegistryHost host = host(repository);
        return manifests
                .byDigest(host, repository, digest)
                .orElseThrow(() -> new ContentNotFoundException(host.name(), repository + "@" + digest, ""));
    }

    /**
     * The bytes of a blob from {@code from} to its end, or from its start if the registry does not know ranges; the body says
     * which. A connection that breaks in the middle is resumed under the reader's hands. The bytes are not verified.
     *
     * @throws IllegalArgumentException if {@code from} is not in the blob
     */
    public BlobBody blob(RepositoryAddress repository, Descriptor blob, long from)
            throws InterruptedIOException, SallyportException {
        if (from < 0 || from > blob.size()) {
            throw new IllegalArgumentException("No byte " + from + " in a blob of " + blob.size());
        }
        if (from > 0 && from == blob.size()) {
            return new BlobBody(InputStream.nullInputStream(), from);
        }
        RegistryHost host = host(repository);
        BlobBody begun = blobs.open(host, repository, blob, from);
        return new BlobBody(new ResumingBlob(blobs, host, repository, blob, retries, begun), begun.from());
    }

    /** What refers to {@code subject}, in the registry's order, each digest once; none if nothing does. */
    public List<Descriptor> referrers(RepositoryAddress repository, Digest subject)
            throws IOException, SallyportException {
        return referrers.list(host(repository), repository, subject);
    }

    private RegistryHost host(RepositoryAddress repository) {
        return hosts.computeIfAbsent(
                repository.host(),
                name -> new RegistryHost(name, options.plainHttpHosts().contains(name)));
    }
}
