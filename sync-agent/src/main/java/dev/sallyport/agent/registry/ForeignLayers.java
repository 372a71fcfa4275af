package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/**
 * Fetches layers that lie at addresses of their own, as Windows' do: without credentials, over http or https, and not from this
 * machine or its network unless the options name the host (CVE-2020-15157).
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#properties">urls</a>
 */
final class ForeignLayers {
    private static final int MOST_ADDRESSES = 8;
    private static final int MOST_REDIRECTS = 5;
    private static final int LONGEST = 8 << 10;

    private final LayerTransport transport;
    private final Traffic traffic;
    private final Retries retries;
    private final Clock clock;

    ForeignLayers(LayerTransport transport, Traffic traffic, Retries retries, Clock clock) {
        this.transport = requireNonNull(transport, "transport is null");
        this.traffic = requireNonNull(traffic, "traffic is null");
        this.retries = requireNonNull(retries, "retries is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** Whether registries do not have content of this type as a rule. */
    static boolean isNondistributable(String mediaType) {
        return mediaType.contains(".nondistributable.") || mediaType.contains(".foreign.");
    }

    /**
     * The blob's bytes from {@code from}, or from its start, from the first of its addresses that gives them.
     *
     * @throws PrivateLayerHostException if an address leads where it must not; others are not tried then
     */
    BlobBody open(Descriptor blob, long from, String object) throws InterruptedIOException, SallyportException {
        Optional<SallyportException> failure = Optional.empty();
        for (String url : blob.urls().stream().limit(MOST_ADDRESSES).toList()) {
            try {
                return open(parse(url, object), blob, from, object);
            } catch (PrivateLayerHostException e) {
                throw e;
            } catch (SallyportException e) {
                failure = Optional.of(failure.orElse(e));
            }
        }
        throw failure.orElseGet(() -> new ContentNotFoundException("the Internet", object, "the layer has no address"));
    }

    private BlobBody open(URI uri, Descriptor blob, long from, String object)
            throws InterruptedIOException, SallyportException {
        String host = Traffic.hostOf(uri);
        return retries.run(host, object, () -> {
            URI next = uri;
            for (int followed = 0; ; followed++) {
                URI asked = next;
                HttpAnswer answer = traffic.send(
                        RequestKind.FOREIGN_LAYER, asked, object, () -> transport.send(asked, from, object));
                boolean taken = false;
                try {
                    if (!answer.isRedirect()) {
                        if (Busy.is(answer.status())) {
                            Busy.check(answer, ErrorBody.read(answer), host, object, clock);
                        }
                        BlobBody body = BlobFetch.bodyOf(Traffic.hostOf(asked), answer, blob, from, object);
                        taken = true;
                        return body;
                    }
                    if (followed == MOST_REDIRECTS) {
                        throw problem(host, object, "it redirects more than " + MOST_REDIRECTS + " times");
                    }
                    next = Redirects.targetOf(answer, object);
                } finally {
                    if (!taken) {
                        answer.close();
                    }
                }
            }
        });
    }

    private static URI parse(String url, String object) throws RegistryProtocolException {
        try {
            URI uri = url.length() > LONGEST ? URI.create("x:") : URI.create(url);
            boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getPort() <= 65_535) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the address, which may hold a secret.
        }
        throw problem("the manifest", object, "the layer's address is no plain http or https address");
    }

    private static RegistryProtocolException problem(String host, String object, String problem) {
        return new RegistryProtocolException(host, object, problem);
    }
}
