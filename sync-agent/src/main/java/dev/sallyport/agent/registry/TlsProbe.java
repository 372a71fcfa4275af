package dev.sallyport.agent.registry;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Finds out whether a port speaks TLS; nothing but a handshake is sent there. */
final class TlsProbe {
    private static final int PATIENCE_MILLIS = 1_000;

    private final int patience;
    private final @Nullable SSLSocketFactory tls;

    TlsProbe(RegistryOptions options, @Nullable SSLSocketFactory tls) {
        this.patience = (int) Math.min(options.connectTimeout().toMillis(), PATIENCE_MILLIS);
        this.tls = tls;
    }

    /** Whether the host of {@code address} answers a handshake as TLS servers do, be it by refusing it. */
    boolean speaksTls(URI address) {
        Origin origin = Origin.of(address);
        String host = origin.host().startsWith("[")
                ? origin.host().substring(1, origin.host().length() - 1)
                : origin.host();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, origin.port()), patience);
            plain.setSoTimeout(patience);
            SSLSocketFactory factory = tls != null ? tls : (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, origin.port(), true)) {
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
