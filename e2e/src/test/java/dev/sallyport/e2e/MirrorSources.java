package dev.sallyport.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * The registries that {@link MirrorIT} saves from, on one machine, and what is in them.
 *
 * <pre>
 * 127.0.0.1:5000   plain; stands for docker.io too, below hub/
 *   hub/library/web   1.26.1 1.27.0 1.27.3 1.28.0-rc1   buildah; 1.27.0 in docker's format
 *   app/docker:1      docker
 *   app/multi:1       buildah, an index of amd64 and arm64; with an SBOM as oras pushes it, and cosign's signature
 *   app/windows:1     its base layer lies at a web server
 *   app/small:1 …:3   buildah; for increments
 * 127.0.0.1:5443   TLS and a password        app/secret:1
 * 127.0.0.1:5444   TLS and tokens of :5445   app/secret:1, app/other:1
 * </pre>
 */
final class MirrorSources {
    static final int WEB_PORT = 5080;
    private static final String TOKENS = "https://127.0.0.1:5445/token";

    private final Machine machine;
    private final ContainersTools tools;
    private final Certificates certificates;
    private final DockerRegistry open;
    private final DockerRegistry secret;
    private final DockerRegistry byToken;
    private final Service tokens;
    private final Service web;
    private final RegistryReader reader;
    private final RegistryWriter writer;
    private final String sbom;
    private final String signature;

    MirrorSources(Machine machine) throws IOException, InterruptedException {
        this.machine = machine;
        certificates = Certificates.make(machine, "certificates");
        open = DockerRegistry.plain(machine, "open", 5000);
        secret = DockerRegistry.withPassword(machine, "secret", 5443, certificates);
        byToken = DockerRegistry.withTokens(machine, "by-token", 5444, certificates, TOKENS);
        tokens = TokenService.start(machine, 5445, certificates);
        byte[] base = bytes("windows base", 50_000);
        web = WebServer.start(
                machine, WEB_PORT, Files.write(machine.folder("web").resolve("base.tar.gz"), base));
        tools = new ContainersTools(machine, open.host());
        reader = new RegistryReader(machine, open.host());
        writer = new RegistryWriter(machine, open.host());
        writeCredentials();

        build("old", "oci", "hub/library/web:1.26.1", "hub/library/web:1.28.0-rc1");
        build("docker-format", "docker", "hub/library/web:1.27.0");
        build("oci-format", "oci", "hub/library/web:1.27.3");
        build("small", "oci", "app/small:1");
        build("second", "oci", "app/small:2");
        buildWithDocker();
        buildMulti();
        String multi = descriptorOf("app/multi", "1");
        sbom = writer.referrer("app/multi", multi, "application/spdx+json", "{\"spdxVersion\":\"SPDX-2.3\"}");
        signature = writer.signature("app/multi", multi);
        writer.windowsImage(
                "app/windows",
                "1",
                base,
                "http://127.0.0.1:" + WEB_PORT + "/base.tar.gz",
                bytes("windows application", 10_000));
        for (String name : List.of(
                secret.host() + "/app/secret:1", byToken.host() + "/app/secret:1", byToken.host() + "/app/other:1")) {
            tools.run(Command.of("buildah", "push", "--cert-dir", certificates.trustFolder())
                    .with("--creds", DockerRegistry.USER + ":" + DockerRegistry.PASSWORD)
                    .with("localhost/second", "docker://" + name));
        }
    }

    private void writeCredentials() throws IOException {
        String password = Base64.getEncoder()
                .encodeToString((DockerRegistry.USER + ":" + DockerRegistry.PASSWORD).getBytes(UTF_8));
        Files.writeString(machine.folder("home/.docker").resolve("config.json"), """
                {"auths": {"%s": {"auth": "%s"}, "%s": {"auth": "%s"}}}
                """.formatted(
                        secret.host(), password, byToken.host(), password));
    }

    /** Builds an image with bytes of its own, and pushes it to the open registry. */
    private void build(String name, String format, String... images) throws IOException, InterruptedException {
        tools.run(Command.of("buildah", "bud", "--isolation=chroot", "--format=" + format)
                .with("-t", "localhost/" + name, context(name)));
        for (String image : images) {
            tools.run(
                    "buildah",
                    "push",
                    "--format=" + (format.equals("docker") ? "v2s2" : "oci"),
                    "localhost/" + name,
                    "docker://" + open.host() + "/" + image);
        }
    }

    private void buildMulti() throws IOException, InterruptedException {
        Command build = Command.of("buildah", "bud", "--isolation=chroot", "--manifest=multi");
        tools.run(build.with("--platform=linux/amd64", context("multi-amd64")));
        tools.run(build.with("--platform=linux/arm64", context("multi-arm64")));
        tools.run("buildah", "manifest", "push", "--all", "multi", "docker://" + open.host() + "/app/multi:1");
    }

    private void buildWithDocker() throws IOException, InterruptedException {
        DockerDaemon docker = DockerDaemon.start(machine, open.host());
        String name = open.host() + "/app/docker:1";
        docker.docker("build", "--network=none", "-t", name, context("docker"));
        docker.docker("push", name);
    }

    private Path context(String name) throws IOException {
        Path context = machine.folder("builds/" + name);
        Files.write(context.resolve("payload"), bytes(name, 100_000));
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY payload /payload\nCMD [\"/payload\"]\n");
        return context;
    }

    private static byte[] bytes(String seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private String descriptorOf(String repository, String tag) throws IOException, InterruptedException {
        ImageContent image = reader.manifests(repository + ":" + tag);
        return RegistryWriter.descriptor(
                RegistryWriter.OCI_INDEX, image.manifests().get(image.root()));
    }

    /** Has the tag {@code to} of the open registry mean what {@code from} means. */
    void retag(String from, String to) throws IOException, InterruptedException {
        tools.run(
                "skopeo",
                "copy",
                "--all",
                "--preserve-digests",
                "docker://" + open.host() + "/" + from,
                "docker://" + open.host() + "/" + to);
    }

    /** What the open registry has under {@code image}. */
    ImageContent image(String image) throws IOException, InterruptedException {
        return reader.manifests(image);
    }

    ImageContent secretImage() throws IOException, InterruptedException {
        return new RegistryReader(
                        machine,
                        "https://" + secret.host(),
                        List.of(
                                "--cacert",
                                certificates.authority(),
                                "-u",
                                DockerRegistry.USER + ":" + DockerRegistry.PASSWORD))
                .content("app/secret:1");
    }

    DockerRegistry open() {
        return open;
    }

    /** All three of them. */
    List<DockerRegistry> all() {
        return List.of(open, secret, byToken);
    }

    /** The scopes of tokens that were asked for so far, a line each. */
    List<String> tokenScopes() throws IOException {
        return tokens.output()
                .lines()
                .filter(line -> line.startsWith("repository:"))
                .toList();
    }

    /** What the web server was asked for so far, a line each, with the names of the requests' headers. */
    List<String> webRequests() throws IOException {
        return web.output().lines().filter(line -> !line.contains("/ready")).toList();
    }

    /** The digest of the SBOM of app/multi:1. */
    String sbom() {
        return sbom;
    }

    /** The digest of the signature of app/multi:1. */
    String signature() {
        return signature;
    }

    Certificates certificates() {
        return certificates;
    }
}
