package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How to make TLS connections to each host. A host's own authorities are trusted besides those that Java trusts, for that host
 * alone; so is our certificate shown to no other. Safe for use by many threads.
 */
final class TlsFactories {
    private final RegistryOptions options;
    private final @Nullable SSLSocketFactory standard;
    // One each: connections are kept and used again by factory.
    private final Map<String, SSLSocketFactory> own = new HashMap<>();
    private final Map<String, SSLSocketFactory> anonymous = new HashMap<>();

    /** @param standard for hosts without certificates of their own; null for what Java has, which is loaded at the first use */
    TlsFactories(RegistryOptions options, @Nullable SSLSocketFactory standard) {
        this.options = requireNonNull(options, "options is null");
        this.standard = standard;
    }

    synchronized SSLSocketFactory of(String host) throws TlsMaterialException {
        SSLSocketFactory known = own.get(host);
        if (known != null) {
            return known;
        }
        HostCertificates certificates = HostCertificates.of(host, options);
        SSLSocketFactory factory = certificates.isEmpty() ? standard() : make(certificates);
        own.put(host, factory);
        return factory;
    }

    /** For hosts that are to learn nothing of us. */
    synchronized SSLSocketFactory withoutClientCertificate(String host) throws TlsMaterialException {
        SSLSocketFactory known = anonymous.get(host);
        if (known != null) {
            return known;
        }
        HostCertificates certificates =
                new HostCertificates(HostCertificates.of(host, options).authorities(), List.of());
        SSLSocketFactory factory = certificates.isEmpty() ? standard() : make(certificates);
        anonymous.put(host, factory);
        return factory;
    }

    private SSLSocketFactory standard() {
        return standard != null ? standard : (SSLSocketFactory) SSLSocketFactory.getDefault();
    }

    private static SSLSocketFactory make(HostCertificates certificates) throws TlsMaterialException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager @Nullable [] trust =
                    certificates.authorities().isEmpty() ? null : trustManagers(certificates.authorities());
            KeyManager @Nullable [] keys = certificates.shown().isEmpty()
                    ? null
                    : keyManagers(certificates.shown().get(0));
            context.init(keys, trust, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Java has no TLS", e);
        }
    }

    private static TrustManager[] trustManagers(List<Path> files)
            throws GeneralSecurityException, IOException, TlsMaterialException {
        KeyStore trusted = emptyStore();
        int count = 0;
        for (TrustManager standard : trustManagers((KeyStore) null)) {
            if (standard instanceof X509TrustManager certificates) {
                for (X509Certificate each : certificates.getAcceptedIssuers()) {
                    trusted.setCertificateEntry("standard-" + count++, each);
                }
            }
        }
        for (Path file : files) {
            for (X509Certificate each : PemFile.read(file).certificates()) {
                trusted.setCertificateEntry("own-" + count++, each);
            }
        }
        return trustManagers(trusted);
    }

    private static TrustManager[] trustManagers(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keyManagers(ClientCertificate shown)
            throws GeneralSecurityException, IOException, TlsMaterialException {
        X509Certificate[] chain =
                PemFile.read(shown.certificate()).certificates().toArray(new X509Certificate[0]);
        KeyStore keys = emptyStore();
        char[] inMemoryOnly = new char[0];
        keys.setKeyEntry(
                "shown", PemFile.read(shown.key()).key(chain[0].getPublicKey().getAlgorithm()), inMemoryOnly, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, inMemoryOnly);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
