package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What the appliance of {@link ClientsIT} has, from a registry on the connected machine that stands for two others.
 *
 * <pre>
 * docker.io/library/web:1.27.0 1.27.3    amd64; 1.27.0 in docker's format
 * docker.io/library/elsewhere:1          amd64 and arm64, of which amd64 is left out
 * docker.io/library/moving:1             another image in the second release
 * registry.k8s.io/pause:3.10
 * </pre>
 */
final class ClientSources {
    private static final String REGISTRIES = """
            registries:
              docker.io: {mirror: 127.0.0.1:5000/hub}
              registry.k8s.io: {mirror: 127.0.0.1:5000/k8s}
            """;
    private static final String ITEMS = """
            images:
              - ref: docker.io/library/web:1.27.0
              - ref: docker.io/library/web:1.27.3
              - ref: docker.io/library/moving:1
              - ref: registry.k8s.io/pause:3.10
              - ref: docker.io/library/elsewhere:1
                platforms: [linux/arm64]
            """;

    private final Machine machine;
    private final ContainersTools tools;
    private final RegistryReader reader;
    private final MirrorFolder mirror;
    private final Map<String, String> digests = new TreeMap<>();

    ClientSources(Machine machine) throws IOException, InterruptedException {
        this.machine = machine;
        LocalRegistry.start(machine);
        tools = new ContainersTools(machine, LocalRegistry.HOST);
        reader = new RegistryReader(machine, LocalRegistry.HOST);
        build("older", "docker", "hub/library/web:1.27.0");
        build("newer", "oci", "hub/library/web:1.27.3");
        build("pause", "oci", "k8s/pause:3.10");
        build("moving-1", "oci", "hub/library/moving:1");
        Command build = Command.of("buildah", "bud", "--isolation=chroot", "--manifest=elsewhere");
        tools.run(build.with("--platform=linux/amd64", context("elsewhere-amd64")));
        tools.run(build.with("--platform=linux/arm64", context("elsewhere-arm64")));
        tools.run(
                "buildah",
                "manifest",
                "push",
                "--all",
                "elsewhere",
                "docker://" + LocalRegistry.HOST + "/hub/library/elsewhere:1");
        mirror = new MirrorFolder(machine, "factory-7");
        mirror.write(ITEMS + REGISTRIES);
    }

    private void build(String name, String format, String image) throws IOException, InterruptedException {
        tools.run(Command.of("buildah", "bud", "--isolation=chroot", "--format=" + format)
                .with("-t", "localhost/" + name, context(name)));
        tools.run(
                "buildah",
                "push",
                "--format=" + (format.equals("docker") ? "v2s2" : "oci"),
                "localhost/" + name,
                "docker://" + LocalRegistry.HOST + "/" + image);
        digests.put(name, reader.manifests(image).root());
    }

    private Path context(String name) throws IOException {
        byte[] payload = new byte[2_000_000];
        new Random(name.hashCode()).nextBytes(payload);
        Path context = machine.folder("builds/" + name);
        Files.write(context.resolve("payload"), payload);
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY payload /payload\nCMD [\"/payload\"]\n");
        return context;
    }

    /** Moves {@code moving:1}, so that the next release has another image there. */
    void move() throws IOException, InterruptedException {
        build("moving-2", "oci", "hub/library/moving:1");
    }

    /** Saves the next release; its volume. */
    Path save() throws IOException, InterruptedException {
        mirror.run("save", "--full").succeeded();
        return mirror.volumes().get(mirror.volumes().size() - 1);
    }

    Path publicKey() throws IOException, InterruptedException {
        return mirror.publicKey();
    }

    String stream() {
        return mirror.stream();
    }

    /** The digest of what was built as {@code name}. */
    String digest(String name) {
        return digests.get(name);
    }
}
