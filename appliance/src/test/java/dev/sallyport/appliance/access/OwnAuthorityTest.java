package dev.sallyport.appliance.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.SettableClock;
import dev.sallyport.appliance.access.CertificateMaker.Certified;
import dev.sallyport.oci.MalformedValueException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnAuthorityTest {
    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();

    private static ServerNames names(String... hosts) throws Exception {
        return new ServerNames(
                List.of(hosts), List.of(InetAddress.getByName("192.0.2.7"), InetAddress.getByName("2001:db8::7")));
    }

    private static List<X509Certificate> read(Path file) throws Exception {
        List<X509Certificate> all = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(certificate -> all.add((X509Certificate) certificate));
        }
        return all;
    }

    // Java does not hold a trusted authority to its constraints, as the clients' libraries do: that is looked at
    // besides.
    private void validate(X509Certificate leaf, X509Certificate authority) throws Exception {
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(clock.instant()));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
        PKIXNameConstraintValidator constraints = new PKIXNameConstraintValidator();
        constraints.intersectPermittedSubtree(NameConstraints.getInstance(new JcaX509CertificateHolder(authority)
                        .getExtensions()
                        .getExtensionParsedValue(Extension.nameConstraints))
                .getPermittedSubtrees());
        Extensions extensions = new JcaX509CertificateHolder(leaf).getExtensions();
        for (GeneralName name : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName)
                .getNames()) {
            constraints.checkPermitted(name);
        }
    }

    @Test
    void certifiesTheServersNamesAndKeepsItsKeys() throws Exception {
        OwnAuthority own = OwnAuthority.open(folder, names("appliance.example", "localhost"), clock);
        List<X509Certificate> chain = read(own.certificate());
        X509Certificate authority = read(own.authorityFile()).get(0);
        assertThat(chain).hasSize(2);
        assertThat(chain.get(1)).isEqualTo(authority);
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(authority.getCriticalExtensionOIDs()).contains("2.5.29.30", "2.5.29.19", "2.5.29.15");
        assertThat(chain.get(0).getSubjectAlternativeNames().stream().map(name -> String.valueOf(name.get(1))))
                .containsExactly("appliance.example", "localhost", "192.0.2.7", "2001:db8:0:0:0:0:0:7");
        validate(chain.get(0), authority);
        for (Path key : List.of(own.key(), folder.resolve("ca.key"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
        }
        assertThat(own.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
        assertThat(own.uncoveredNames()).isEmpty();
    }

    @Test
    void cannotCertifyAnybodyElse() throws Exception {
        CertificateMaker maker = new CertificateMaker(clock);
        Certified authority = maker.authority(names("appliance.example"));
        validate(maker.server(authority, names("appliance.example")).certificate(), authority.certificate());
        ServerNames otherAddress =
                new ServerNames(List.of("appliance.example"), List.of(InetAddress.getByName("192.0.2.8")));
        for (ServerNames others : List.of(names("bank.example"), names("appliance.example.evil"), otherAddress)) {
            X509Certificate forged = maker.server(authority, others).certificate();
            assertThatThrownBy(() -> validate(forged, authority.certificate()))
                    .isInstanceOf(NameConstraintValidatorException.class);
        }
    }

    @Test
    void keepsTheAuthorityAndRenewsTheServersCertificateInTime() throws Exception {
        OwnAuthority own = OwnAuthority.open(folder, names("appliance.example"), clock);
        X509Certificate first = read(own.certificate()).get(0);
        assertThat(own.renewIfDue()).isFalse();
        clock.pass(CertificateMaker.SERVER_LIFETIME.minus(Duration.ofDays(30)));
        assertThat(own.renewIfDue()).isTrue();
        X509Certificate second = read(own.certificate()).get(0);
        assertThat(second).isNotEqualTo(first);
        OwnAuthority again = OwnAuthority.open(folder, names("appliance.example"), clock);
        assertThat(read(again.certificate()).get(0)).isEqualTo(second);
        assertThat(again.fingerprint()).isEqualTo(own.fingerprint());
        validate(second, read(own.authorityFile()).get(0));
    }

    @Test
    void leavesOutAndReportsNamesThatTheAuthorityMayNotCertify() throws Exception {
        OwnAuthority.open(folder, names("appliance.example", "localhost"), clock);
        OwnAuthority moved = OwnAuthority.open(folder, names("moved.example", "localhost"), clock);
        assertThat(moved.uncoveredNames()).containsExactly("moved.example");
        X509Certificate server = read(moved.certificate()).get(0);
        assertThat(server.getSubjectAlternativeNames().stream().map(name -> String.valueOf(name.get(1))))
                .doesNotContain("moved.example")
                .contains("localhost");
        validate(server, read(moved.authorityFile()).get(0));
    }

    @Test
    void refusesAnAuthorityThatDoesNotHoldNow() throws Exception {
        OwnAuthority.open(folder, names("appliance.example"), clock);
        clock.pass(Duration.ofDays(-2));
        assertThatThrownBy(() -> OwnAuthority.open(folder, names("appliance.example"), clock))
                .isInstanceOf(OwnAuthorityException.class)
                .hasMessageContaining("holds from");
        clock.pass(CertificateMaker.AUTHORITY_LIFETIME.plusDays(3));
        assertThatThrownBy(() -> OwnAuthority.open(folder, names("appliance.example"), clock))
                .isInstanceOf(OwnAuthorityException.class)
                .hasMessageContaining("it ended on");
    }

    @Test
    void refusesAnAuthorityWithoutItsKeyAndMakesNoOther() throws Exception {
        OwnAuthority.open(folder, names("appliance.example"), clock);
        OwnAuthority.open(folder.resolve("other"), names("appliance.example"), clock);
        byte[] certificate = Files.readAllBytes(folder.resolve("ca.pem"));
        Files.delete(folder.resolve("ca.key"));
        assertThatThrownBy(() -> OwnAuthority.open(folder, names("appliance.example"), clock))
                .isInstanceOf(OwnAuthorityException.class)
                .hasMessageContaining("ca.key is not");
        Files.copy(folder.resolve("other/ca.key"), folder.resolve("ca.key"));
        assertThatThrownBy(() -> OwnAuthority.open(folder, names("appliance.example"), clock))
                .isInstanceOf(OwnAuthorityException.class)
                .hasMessageContaining("is not the key of");
        assertThat(Files.readAllBytes(folder.resolve("ca.pem"))).isEqualTo(certificate);
    }

    @Test
    void replacesAServersCertificateThatIsOfNoUse() throws Exception {
        OwnAuthority own = OwnAuthority.open(folder, names("appliance.example"), clock);
        CertificateMaker later = new CertificateMaker(Clock.offset(clock, Duration.ofDays(2)));
        String chain = Files.readString(own.certificate());
        ServerNames moved = new ServerNames(
                List.of("appliance.example"),
                List.of(InetAddress.getByName("192.0.2.7"), InetAddress.getByName("2001:db8::8")));
        ServerNames same = names("appliance.example");
        OwnAuthority another = OwnAuthority.open(folder.resolve("other"), same, clock);
        // Another's key; one for another address; one from a clock that was ahead.
        Files.copy(another.key(), own.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(own.renewIfDue()).isTrue();
        assertThat(own.renewIfDue()).isFalse();
        Certified authority =
                new Certified(read(own.authorityFile()).get(0), OwnAuthority.readKey(folder.resolve("ca.key")));
        for (Certified useless :
                List.of(new CertificateMaker(clock).server(authority, moved), later.server(authority, same))) {
            own.write(useless);
            assertThat(own.renewIfDue()).isTrue();
            assertThat(own.renewIfDue()).isFalse();
            validate(read(own.certificate()).get(0), read(own.authorityFile()).get(0));
        }
        assertThat(chain).isNotEqualTo(Files.readString(own.certificate()));
    }

    @Test
    void saysInTimeThatTheAuthorityEndsAndCertifiesNobodyBeyond() throws Exception {
        OwnAuthority own = OwnAuthority.open(folder, names("appliance.example"), clock);
        assertThat(own.notices()).isEmpty();
        clock.pass(CertificateMaker.AUTHORITY_LIFETIME.minusDays(366));
        assertThat(own.notices()).isEmpty();
        clock.pass(Duration.ofDays(346));
        assertThat(own.notices()).singleElement().asString().contains("ends on", "ca.pem");
        assertThat(own.renewIfDue()).isTrue();
        assertThat(read(own.certificate()).get(0).getNotAfter())
                .isEqualTo(read(own.authorityFile()).get(0).getNotAfter());
        assertThat(own.renewIfDue()).as("it cannot get any better").isFalse();
    }

    @Test
    void knowsThisMachinesNames() throws Exception {
        ServerNames names = ServerNames.ofThisMachine(
                InetAddress.getByName("0.0.0.0"), List.of("Registry.Plant.Example", "192.0.2.9", "2001:DB8::9"));
        assertThat(names.hosts()).startsWith("registry.plant.example").contains("localhost");
        assertThat(names.hosts()).doesNotContain("192.0.2.9", "2001:db8::9");
        assertThat(names.addresses())
                .contains(
                        InetAddress.getLoopbackAddress(),
                        InetAddress.getByName("192.0.2.9"),
                        InetAddress.getByName("2001:db8::9"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not a name",
                "registry_plant",
                "registry.example:5000",
                "host.",
                "*.example",
                "10.0.0",
                "10.0.0.256",
                "2001:db8::g",
                "fe80::1%eth0",
                "[2001:db8::1]"
            })
    void takesNoNameThatNoCertificateCanHave(String name) throws Exception {
        assertThatThrownBy(() -> ServerNames.check(List.of(name)))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining("such as registry.plant.example");
        assertThatThrownBy(() -> ServerNames.ofThisMachine(InetAddress.getByName("0.0.0.0"), List.of(name)))
                .isInstanceOf(MalformedValueException.class);
    }
}
