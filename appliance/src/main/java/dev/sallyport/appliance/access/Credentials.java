package dev.sallyport.appliance.access;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * What a request brings to say who sends it.
 *
 * @param authorization the header; null if there is none
 * @param remote where the connection comes from
 * @param certificateName the common name of the client's certificate, which was verified; null if there is none
 */
public record Credentials(
        @Nullable String authorization,
        InetAddress remote,
        @Nullable String certificateName) {
    public Credentials {
        requireNonNull(remote, "remote is null");
    }

    /**
     * Those of a request.
     *
     * @param certificate the client's, which was verified; null if there is none
     */
    public static Credentials of(
            @Nullable String authorization, InetAddress remote, @Nullable Certificate certificate) {
        return new Credentials(authorization, remote, certificate == null ? null : commonName(certificate));
    }

    private static @Nullable String commonName(Certificate certificate) {
        if (certificate instanceof X509Certificate x509) {
            try {
                for (Rdn rdn : new LdapName(x509.getSubjectX500Principal().getName()).getRdns()) {
                    if (rdn.getType().equalsIgnoreCase("CN")) {
                        return String.valueOf(rdn.getValue());
                    }
                }
            } catch (InvalidNameException e) {
                return null;
            }
        }
        return null;
    }

    /** Hides the header. */
    @Override
    public String toString() {
        return "Credentials[from " + remote.getHostAddress() + "]";
    }
}
