package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;

/** Finds out whether a port speaks TLS; nothing but a handshake is sent there. */
final class TlsProbe {
    private static final int PATIENCE_MILLIS = 1_000;

    private final int patience;
    private final TlsFactories tls;

    TlsProbe(RegistryOptions options, TlsFactories tls) {
        this.patience = (int) Math.min(options.connectTimeout().toMillis(), PATIENCE_MILLIS);
        this.tls = requireNonNull(tls, "tls is null");
    }

    /** Whether the host of {@code address} answers a handshake as TLS servers do, be it by refusing it. */
    boolean speaksTls(URI address) throws TlsMaterialException {
        Origin origin = Origin.of(address);
        String host = origin.host().startsWith("[")
                ? origin.host().substring(1, origin.host().length() - 1)
                : origin.host();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, origin.port()), patience);
            plain.setSoTimeout(patience);
            try (SSLSocket socket =
                    (SSLSocket) tls.of(Traffic.hostOf(address)).createSocket(plain, host, origin.port(), true)) {
                socket.startHandshake();
                return true;
            }
        } catch (SSLHandshakeException e) {
            // Its certificate is not trusted, or it sent an alert: TLS it is. One that only hung up is none.
            return !(e.getCause() instanceof EOFException);
        } catch (IOException e) {
            return false;
        }
    }
}
