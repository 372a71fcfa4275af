package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate authority that nobody else trusts, and what it issues for an address: made by openssl. */
final class Certificates {
    private final Machine machine;
    private final Path folder;

    private Certificates(Machine machine, Path folder) {
        this.machine = machine;
        this.folder = folder;
    }

    /** An authority with its files in the machine's folder {@code name}, and what it issues for 127.0.0.1. */
    static Certificates make(Machine machine, String name) throws IOException, InterruptedException {
        return make(machine, name, "127.0.0.1");
    }

    /** An authority with its files in the machine's folder {@code name}, and what it issues for {@code address}. */
    static Certificates make(Machine machine, String name, String address) throws IOException, InterruptedException {
        Certificates made = new Certificates(machine, machine.folder(name));
        made.openssl("ca", "/CN=e2e authority");
        made.openssl(
                "server",
                "/CN=e2e server",
                "-addext",
                "subjectAltName=IP:" + address,
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-CA",
                made.authority(),
                "-CAkey",
                made.folder.resolve("ca.key"));
        return made;
    }

    private void openssl(String name, String subject, Object... more) throws IOException, InterruptedException {
        machine.run(Command.of("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2")
                        .with("-keyout", folder.resolve(name + ".key"), "-out", folder.resolve(name + ".crt"))
                        .with("-subj", subject)
                        .with(more))
                .succeeded();
    }

    Path authority() {
        return folder.resolve("ca.crt");
    }

    Path certificate() {
        return folder.resolve("server.crt");
    }

    Path key() {
        return folder.resolve("server.key");
    }

    /** A folder with the authority alone, as podman's tools take it. */
    Path trustFolder() throws IOException {
        Path trust = folder.resolve("trust");
        if (!Files.isDirectory(trust)) {
            Files.copy(authority(), Files.createDirectory(trust).resolve("ca.crt"));
        }
        return trust;
    }

    /** Certificate and key of the server as Java reads them; the password is {@code changeit}. */
    Path keyStore() throws IOException, InterruptedException {
        Path store = folder.resolve("server.p12");
        machine.run(Command.of("openssl", "pkcs12", "-export", "-passout", "pass:changeit", "-out", store)
                        .with("-in", certificate(), "-inkey", key()))
                .succeeded();
        return store;
    }
}
