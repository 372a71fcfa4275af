package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** podman, buildah or skopeo. */
final class EnclaveContainers extends EnclaveClient {
    EnclaveContainers(Machine machine, String tool) throws IOException {
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
    String kind() {
        return "podman";
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

    @Override
    Optional<Command> login(String host, String credentials) throws IOException {
        String[] both = credentials.split(":", 2);
        return Optional.of(tool(name, "login", "--username", both[0], "--password", both[1], host)
                .env("REGISTRY_AUTH_FILE", logins()));
    }

    private Path logins() throws IOException {
        return machine.folder("containers").resolve("logins.json");
    }

    @Override
    ToolRun push(String image, String target, @Nullable String credentials) throws IOException, InterruptedException {
        Command push = name.equals("skopeo") ? tool(name, "copy") : tool(name, "push");
        if (credentials != null) {
            push = push.with(name.equals("skopeo") ? "--dest-creds" : "--creds", credentials);
        } else if (Files.exists(logins())) {
            push = push.env("REGISTRY_AUTH_FILE", logins());
        }
        return machine.run(
                name.equals("skopeo")
                        ? push.with("containers-storage:" + local(image), "docker://" + target)
                        : push.with(image, target));
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
