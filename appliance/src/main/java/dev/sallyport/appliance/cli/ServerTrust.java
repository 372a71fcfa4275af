package dev.sallyport.appliance.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Which server a command believes to be the appliance, in place of what Java trusts.
 *
 * @param file certificates in PEM; the server's, or those of authorities
 * @param anyName whether the server may be reached by a name that its certificate has not
 */
record ServerTrust(Path file, boolean anyName) {
    /** The very certificate that the server on this machine was given: loopback is rarely among its names. */
    static ServerTrust pinned(Path file) {
        return new ServerTrust(file, true);
    }

    /** Authorities, whose servers have to be called as their certificates say. */
    static ServerTrust authorities(Path file) {
        return new ServerTrust(file, false);
    }

    void apply(HttpsURLConnection connection) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate each : certificates()) {
                store.setCertificateEntry("server-" + number++, each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            connection.setSSLSocketFactory(context.getSocketFactory());
            if (anyName) {
                connection.setHostnameVerifier((name, session) -> true);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificates in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private Collection<? extends Certificate> certificates() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new CertificateException("there is none in PEM");
            }
            return found;
        }
    }
}
