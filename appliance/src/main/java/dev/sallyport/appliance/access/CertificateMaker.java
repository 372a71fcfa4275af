package dev.sallyport.appliance.access;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes the certificates of an appliance that was given none: an authority that can certify this appliance's own names and nothing else,
 * and the server's certificate. ECDSA on P-256, which every client knows.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280">RFC 5280</a>
 */
final class CertificateMaker {
    static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);
    static final Duration SERVER_LIFETIME = Duration.ofDays(90);

    private static final Duration SKEW = Duration.ofHours(24);
    private static final int LONGEST_COMMON_NAME = 64;
    private static final String SIGNATURE = "SHA256withECDSA";

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    CertificateMaker(Clock clock) {
        this.clock = clock;
    }

    /** A certificate and its key. */
    record Certified(X509Certificate certificate, PrivateKey key) {
        @Override
        public String toString() {
            return "Certified[" + certificate.getSubjectX500Principal() + "]";
        }
    }

    /** An authority for {@code names}; browsers and clients refuse whatever else it might certify. */
    Certified authority(ServerNames names) throws IOException {
        KeyPair keys = newKeys();
        X500Name subject = subject("Sallyport CA of " + names.first());
        return make(subject, subject, keys, keys.getPrivate(), clock.instant().plus(AUTHORITY_LIFETIME), builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.nameConstraints, true, new NameConstraints(subtrees(names), new GeneralSubtree[0]));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        });
    }

    /** A server's certificate for {@code names}; it holds no longer than its authority's. */
    Certified server(Certified authority, ServerNames names) throws IOException {
        KeyPair keys = newKeys();
        X500Name issuer = X500Name.getInstance(
                authority.certificate().getSubjectX500Principal().getEncoded());
        Instant wanted = clock.instant().plus(SERVER_LIFETIME);
        Instant possible = authority.certificate().getNotAfter().toInstant();
        Instant end = wanted.isBefore(possible) ? wanted : possible;
        return make(subject(names.first()), issuer, keys, authority.key(), end, builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(generalNames(names).toArray(GeneralName[]::new)));
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(keys.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(
                            authority.certificate().getPublicKey()));
        });
    }

    private interface Extensions {
        void add(X509v3CertificateBuilder builder) throws IOException, GeneralSecurityException;
    }

    private Certified make(
            X500Name subject, X500Name issuer, KeyPair keys, PrivateKey signer, Instant end, Extensions extensions)
            throws IOException {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(127, random).setBit(126),
                    // Clocks on the other side of the gap are set by hand.
                    Date.from(clock.instant().minus(SKEW)),
                    Date.from(end),
                    subject,
                    keys.getPublic());
            extensions.add(builder);
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(signer)));
            return new Certified(certificate, keys.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("A certificate cannot be made", e);
        }
    }

    private static KeyPair newKeys() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException("Java does not make keys on P-256", e);
        }
    }

    private static X500Name subject(String name) {
        String common = name.substring(0, Math.min(name.length(), LONGEST_COMMON_NAME));
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, common).build();
    }

    private static List<GeneralName> generalNames(ServerNames names) {
        List<GeneralName> all = new ArrayList<>();
        names.hosts().forEach(host -> all.add(new GeneralName(GeneralName.dNSName, host)));
        names.addresses()
                .forEach(address ->
                        all.add(new GeneralName(GeneralName.iPAddress, new DEROctetString(address.getAddress()))));
        return all;
    }

    private static GeneralSubtree[] subtrees(ServerNames names) {
        List<GeneralSubtree> all = new ArrayList<>();
        names.hosts().forEach(host -> all.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, host))));
        for (InetAddress address : names.addresses()) {
            byte[] bytes = address.getAddress();
            byte[] exact = java.util.Arrays.copyOf(bytes, 2 * bytes.length);
            java.util.Arrays.fill(exact, bytes.length, exact.length, (byte) 0xff);
            all.add(new GeneralSubtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(exact))));
        }
        return all.toArray(GeneralSubtree[]::new);
    }
}
