package dev.sallyport.appliance.access;

import dev.sallyport.appliance.access.CertificateMaker.Certified;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate authority of an appliance that was given no certificate, and the server's certificate that it signs:
 *
 * <pre>
 * tls/ca.pem       what clients have to trust
 * tls/ca.key       its key; never leaves this folder
 * tls/server.pem   the server's certificate, and the authority's behind it
 * tls/server.key   its key
 * </pre>
 *
 * <p>The authority is made once: to make another is to hand it to every client again. It can certify the names the machine had then.
 * The server's certificate is renewed while it still holds for a month.
 */
public final class OwnAuthority implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnAuthority.class);
    private static final Duration RENEWED = Duration.ofDays(30);
    private static final Duration ANNOUNCED = Duration.ofDays(365);
    private static final int LARGEST = 64 << 10;
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String KEY = "PRIVATE KEY";

    private final Path folder;
    private final Certified authority;
    private final ServerNames names;
    private final List<String> uncovered;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "certificate-renewal");
        thread.setDaemon(true);
        return thread;
    });

    private OwnAuthority(Path folder, Certified authority, ServerNames names, List<String> uncovered, Clock clock) {
        this.folder = folder;
        this.authority = authority;
        this.names = names;
        this.uncovered = List.copyOf(uncovered);
        this.clock = clock;
    }

    /**
     * The authority in {@code folder}, made there for {@code names} if there is none, with a server's certificate that holds.
     *
     * @throws OwnAuthorityException if what is there is of no use now
     */
    public static OwnAuthority open(Path folder, ServerNames names, Clock clock)
            throws IOException, OwnAuthorityException {
        Files.createDirectories(folder);
        Path certificate = folder.resolve("ca.pem");
        Path key = folder.resolve("ca.key");
        if (!Files.exists(certificate)) {
            Certified made = new CertificateMaker(clock).authority(names);
            AdminToken.writePrivately(key, pem(KEY, made.key().getEncoded()));
            AdminToken.writePrivately(certificate, pem(CERTIFICATE, encoded(made.certificate())));
        }
        if (!Files.exists(key)) {
            // Another one would be one that no client trusts.
            throw OwnAuthorityException.withoutKey(folder);
        }
        Certified authority = new Certified(readCertificate(certificate), readKey(key));
        requireUsable(folder, authority, clock.instant());
        List<String> uncovered = new ArrayList<>();
        OwnAuthority opened =
                new OwnAuthority(folder, authority, covered(authority, names, uncovered), uncovered, clock);
        opened.renewIfDue();
        return opened;
    }

    private static void requireUsable(Path folder, Certified authority, Instant now) throws OwnAuthorityException {
        Instant begins = authority.certificate().getNotBefore().toInstant();
        if (now.isBefore(begins)) {
            throw OwnAuthorityException.notYet(folder, begins, now);
        }
        Instant ends = authority.certificate().getNotAfter().toInstant();
        if (now.isAfter(ends)) {
            throw OwnAuthorityException.over(folder, ends, now);
        }
        if (!belongTogether(authority.certificate(), authority.key())) {
            throw OwnAuthorityException.ofAnother(folder);
        }
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        byte[] something = {1};
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(something);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(something);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Renews the server's certificate from now on, until this is closed. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the timer, and throws nothing
    public void keepRenewed() {
        timer.scheduleWithFixedDelay(this::renew, 1, 1, TimeUnit.HOURS);
    }

    private void renew() {
        try {
            if (renewIfDue()) {
                LOG.info("The server's certificate was renewed");
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("The server's certificate could not be renewed", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private static ServerNames covered(Certified authority, ServerNames names, List<String> uncovered)
            throws IOException {
        Set<String> hosts = new HashSet<>();
        Set<InetAddress> addresses = new HashSet<>();
        for (GeneralSubtree subtree : permitted(authority.certificate())) {
            GeneralName base = subtree.getBase();
            if (base.getTagNo() == GeneralName.dNSName) {
                hosts.add(base.getName().toString());
            } else if (base.getTagNo() == GeneralName.iPAddress) {
                byte[] range = ASN1OctetString.getInstance(base.getName()).getOctets();
                addresses.add(InetAddress.getByAddress(Arrays.copyOf(range, range.length / 2)));
            }
        }
        names.hosts().stream().filter(host -> !hosts.contains(host)).forEach(uncovered::add);
        names.addresses().stream()
                .filter(address -> !addresses.contains(address))
                .forEach(address -> uncovered.add(address.getHostAddress()));
        return new ServerNames(
                names.hosts().stream().filter(hosts::contains).toList(),
                names.addresses().stream().filter(addresses::contains).toList());
    }

    private static GeneralSubtree[] permitted(X509Certificate certificate) throws IOException {
        try {
            Extension extension = new JcaX509CertificateHolder(certificate).getExtension(Extension.nameConstraints);
            if (extension != null) {
                return NameConstraints.getInstance(extension.getParsedValue()).getPermittedSubtrees();
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("The authority's certificate cannot be read", e);
        }
        throw new IOException("The certificate in tls/ca.pem is none of an authority that this appliance made");
    }

    /** Renews the server's certificate if it does not hold much longer, or not for every name; says whether it did. */
    public boolean renewIfDue() throws IOException {
        Path certificate = certificate();
        if (Files.exists(certificate) && Files.exists(key()) && holds(readCertificate(certificate), readKey(key()))) {
            return false;
        }
        write(new CertificateMaker(clock).server(authority, names));
        return true;
    }

    void write(Certified made) throws IOException {
        String chain =
                pem(CERTIFICATE, encoded(made.certificate())) + pem(CERTIFICATE, encoded(authority.certificate()));
        // Between the two the files do not match: whoever reads them then keeps what it has and reads them again.
        AdminToken.writePrivately(key(), pem(KEY, made.key().getEncoded()));
        AdminToken.writePrivately(certificate(), chain);
    }

    private boolean holds(X509Certificate certificate, PrivateKey key) throws IOException {
        Instant now = clock.instant();
        Instant end = certificate.getNotAfter().toInstant();
        boolean lasts = end.isAfter(now.plus(RENEWED))
                || !end.isBefore(authority.certificate().getNotAfter().toInstant());
        if (!lasts || now.isBefore(certificate.getNotBefore().toInstant()) || !belongTogether(certificate, key)) {
            return false;
        }
        try {
            certificate.verify(authority.certificate().getPublicKey());
            Set<String> hosts = new HashSet<>();
            Set<InetAddress> addresses = new HashSet<>();
            if (certificate.getSubjectAlternativeNames() != null) {
                for (List<?> name : certificate.getSubjectAlternativeNames()) {
                    String text = String.valueOf(name.get(1));
                    if (name.get(0).equals(GeneralName.iPAddress)) {
                        addresses.add(InetAddress.getByName(text));
                    } else {
                        hosts.add(text);
                    }
                }
            }
            return hosts.equals(Set.copyOf(names.hosts())) && addresses.equals(Set.copyOf(names.addresses()));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** What an administrator should know of the authority in time, one sentence each. */
    public List<String> notices() {
        Instant ends = authority.certificate().getNotAfter().toInstant();
        return clock.instant().plus(ANNOUNCED).isBefore(ends)
                ? List.of()
                : List.of(
                        "The authority in " + folder + " ends on " + ends
                                + ", and no client trusts this server after that:"
                                + " delete that folder before and start again to make another, and hand its ca.pem out to all clients.");
    }

    /** The server's certificate, followed by the authority's. */
    public Path certificate() {
        return folder.resolve("server.pem");
    }

    /** Its key. */
    public Path key() {
        return folder.resolve("server.key");
    }

    /** The file of the authority's certificate. */
    public Path authorityFile() {
        return folder.resolve("ca.pem");
    }

    /** For those who ask for it. */
    public Authority authority() throws IOException {
        return Authority.of(pem(CERTIFICATE, encoded(authority.certificate())).getBytes(StandardCharsets.US_ASCII));
    }

    /** The SHA-256 of the authority's certificate, as openssl prints it. */
    public String fingerprint() throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded(authority.certificate()));
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Names that the machine has now and the authority may not certify. */
    public List<String> uncoveredNames() {
        return uncovered;
    }

    private static byte[] encoded(Certificate certificate) throws IOException {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IOException("A certificate cannot be encoded", e);
        }
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static X509Certificate readCertificate(Path file) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(read(file)));
        } catch (GeneralSecurityException e) {
            throw new IOException("No certificate can be read from " + file, e);
        }
    }

    static PrivateKey readKey(Path file) throws IOException {
        String text = new String(read(file), StandardCharsets.US_ASCII);
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("No key can be read from " + file, e);
        }
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException("Larger than any certificate: " + file);
        }
        return Files.readAllBytes(file);
    }
}
