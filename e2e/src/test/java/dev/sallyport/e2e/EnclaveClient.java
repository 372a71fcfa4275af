package dev.sallyport.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A client on a machine of its own, from which a route leads to the appliance alone, configured by nothing but the files that
 * {@code appliance clients} made, copied to where they say.
 */
abstract class EnclaveClient {
    /** Credentials for a registry that the appliance stands for, which it never heard of. */
    static final String WRONG = "upstream-user:upstream-password";

    final Machine machine;
    final String name;

    EnclaveClient(Machine machine, String name) {
        this.machine = machine;
        this.name = name;
    }

    /** Makes the machine {@code name}, links it and installs {@code files} there. */
    static Machine machine(String name, Machine hub, String address, String own, Path files)
            throws IOException, InterruptedException {
        Machine machine = Machine.start(name);
        machine.ownEtc();
        machine.link(hub, address, own);
        machine.run("cp", "-r", files.resolve("etc/."), "/etc/").succeeded();
        return machine;
    }

    /** Name and version. */
    abstract String version() throws IOException, InterruptedException;

    /**
     * The command that pulls {@code image}.
     *
     * @param credentials {@code USER:PASSWORD} to offer to the image's registry; null for none
     */
    abstract Command pull(String image, @Nullable String credentials) throws IOException;

    /** The digest by which the client knows {@code image}, which it has pulled. */
    abstract String digest(String image) throws IOException, InterruptedException;

    /** Whether a name without a host is any use to it. */
    boolean takesShortNames() {
        return true;
    }

    /** How an image of another registry than Docker Hub has to be named. */
    String other(String image) {
        return image;
    }

    static final class Docker extends EnclaveClient {
        private final String appliance;

        Docker(Machine machine, String appliance) throws IOException, InterruptedException {
            super(machine, "docker");
            this.appliance = appliance;
            // It looks this name up before every pull of one of Docker Hub's images, and connects to nothing: sites
            // answer it.
            Files.writeString(
                    machine.folder("etc").resolve("hosts"), "127.0.0.1 docker.io\n", StandardOpenOption.APPEND);
            machine.start(Command.of(
                            "dockerd",
                            "--config-file=/etc/docker/daemon.json",
                            "--data-root=" + machine.folder("docker"),
                            "--bridge=none",
                            "--iptables=false",
                            "--ip6tables=false"))
                    .ready(machine, docker("version"));
        }

        private static Command docker(Object... arguments) {
            return Command.of("docker", "--host=unix:///run/docker.sock").with(arguments);
        }

        @Override
        String version() throws IOException, InterruptedException {
            return "docker "
                    + machine.run(docker("version", "--format", "{{.Server.Version}}"))
                            .out()
                            .strip();
        }

        @Override
        Command pull(String image, @Nullable String credentials) throws IOException {
            Path configuration = machine.folder("docker-config");
            String auths = credentials == null
                    ? "{}"
                    : "{\"https://index.docker.io/v1/\":{\"auth\":\""
                            + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\"}}";
            Files.writeString(configuration.resolve("config.json"), "{\"auths\":" + auths + "}");
            return docker("pull", image).env("DOCKER_CONFIG", configuration);
        }

        @Override
        String digest(String image) throws IOException, InterruptedException {
            JsonNode inspected = new ObjectMapper()
                    .readTree(machine.run(docker("image", "inspect", image))
                            .succeeded()
                            .out());
            String known = inspected.get(0).path("RepoDigests").get(0).asText();
            return known.substring(known.indexOf('@') + 1);
        }

        @Override
        String other(String image) {
            return appliance + "/" + image;
        }
    }

    static final class Ctr extends EnclaveClient {
        private static final String ADDRESS = "/run/e2e-containerd/containerd.sock";

        Ctr(Machine machine) throws IOException, InterruptedException {
            super(machine, "containerd");
            Path configuration = Files.writeString(machine.folder("containerd").resolve("config.toml"), """
                    version = 2
                    root = "%s"
                    state = "/run/e2e-containerd"
                    disabled_plugins = ["io.containerd.grpc.v1.cri"]
                    [grpc]
                    address = "%s"
                    """.formatted(
                            machine.folder("containerd/root"), ADDRESS));
            machine.start(Command.of("containerd", "--config", configuration)).ready(machine, ctr("version"));
        }

        private static Command ctr(Object... arguments) {
            return Command.of("ctr", "--address", ADDRESS).with(arguments);
        }

        @Override
        String version() throws IOException, InterruptedException {
            return "containerd "
                    + machine.run("containerd", "--version").out().strip().split(" ", -1)[2];
        }

        @Override
        Command pull(String image, @Nullable String credentials) {
            Command pull = ctr("images", "pull", "--hosts-dir", "/etc/containerd/certs.d");
            return (credentials == null ? pull : pull.with("--user", credentials)).with(image);
        }

        @Override
        String digest(String image) throws IOException, InterruptedException {
            return machine.run(ctr("images", "ls", "name==\"" + image + "\""))
                    .succeeded()
                    .lines()
                    .skip(1)
                    .map(row -> row.split("\\s+", -1)[2])
                    .findFirst()
                    .orElse("(not there)");
        }

        @Override
        boolean takesShortNames() {
            return false;
        }
    }

    /** podman, buildah or skopeo. */
    static final class Containers extends EnclaveClient {
        Containers(Machine machine, String tool) throws IOException {
            super(machine, tool);
            Path folder = machine.folder("containers");
            // Below an overlay, as in a container, the kernel refuses a second one.
            String driver = Files.getFileStore(folder).type().equals("overlay") ? "vfs" : "overlay";
            Files.writeString(folder.resolve("storage.conf"), """
                    [storage]
                    driver = "%s"
                    graphroot = "%s"
                    runroot = "/run/containers/storage"
                    """.formatted(driver, folder.resolve("storage")));
            Files.writeString(folder.resolve("containers.conf"), """
                    [engine]
                    cgroup_manager = "cgroupfs"
                    events_logger = "file"
                    """);
        }

        private Command tool(Object... arguments) throws IOException {
            Path folder = machine.folder("containers");
            return Command.of(arguments)
                    .env("CONTAINERS_CONF", folder.resolve("containers.conf"))
                    .env("CONTAINERS_STORAGE_CONF", folder.resolve("storage.conf"))
                    .env("TMPDIR", machine.folder("tmp"));
        }

        @Override
        String version() throws IOException, InterruptedException {
            return name + " "
                    + machine.run(tool(name, "--version"))
                            .out()
                            .replaceFirst(".*version ", "")
                            .split("\\s", -1)[0];
        }

        @Override
        Command pull(String image, @Nullable String credentials) throws IOException {
            if (name.equals("skopeo")) {
                Command copy = tool("skopeo", "copy");
                return (credentials == null ? copy : copy.with("--src-creds", credentials))
                        .with("docker://" + image, "containers-storage:" + local(image));
            }
            Command pull = name.equals("buildah") ? tool(name, "pull", "--policy", "always") : tool(name, "pull");
            return (credentials == null ? pull : pull.with("--creds", credentials)).with(image);
        }

        // skopeo gives an image the name it is told to.
        private static String local(String image) {
            return "localhost/pulled:" + Integer.toHexString(image.hashCode());
        }

        @Override
        String digest(String image) throws IOException, InterruptedException {
            String stored = name.equals("skopeo") ? local(image) : image;
            String inspect = machine.run(tool("skopeo", "inspect", "--raw", "containers-storage:" + stored))
                    .succeeded()
                    .out();
            return ImageContent.digest(inspect.getBytes(StandardCharsets.UTF_8));
        }
    }
}
