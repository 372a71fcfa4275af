package dev.sallyport.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** podman, buildah and skopeo of one machine: they share a storage and configuration of their own. */
final class ContainersTools {
    private final Machine machine;
    private final Path folder;
    private final Path registries;

    /** Prepares the tools to talk plain HTTP to {@code insecureRegistry}. */
    ContainersTools(Machine machine, String insecureRegistry) throws IOException {
        this.machine = machine;
        this.folder = machine.folder("containers");
        // Where all three look first; of the variables that say another place each heeds only some.
        Path home = machine.folder("home/.config/containers");
        this.registries = Files.writeString(home.resolve("registries.conf"), """
                unqualified-search-registries = []
                [[registry]]
                location = "%s"
                insecure = true
                """.formatted(insecureRegistry));
        // Below an overlay, as in a container, the kernel refuses a second one.
        String driver = Files.getFileStore(folder).type().equals("overlay") ? "vfs" : "overlay";
        Files.writeString(folder.resolve("storage.conf"), """
                [storage]
                driver = "%s"
                graphroot = "%s"
                runroot = "/run/containers/storage"
                """.formatted(driver, folder.resolve("storage")));
        // runc: crun refuses to run beside both versions of cgroups. The limits: raising them needs CAP_SYS_RESOURCE.
        Files.writeString(folder.resolve("containers.conf"), """
                [containers]
                default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
                [engine]
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                runtime = "runc"
                [network]
                network_config_dir = "%s"
                """.formatted(folder.resolve("networks")));
        Files.writeString(home.resolve("policy.json"), """
                {"default": [{"type": "insecureAcceptAnything"}]}
                """);
    }

    /** Has {@code registry} answered by {@code mirror}: a host followed by a repository prefix. */
    void mirror(String registry, String mirror) throws IOException {
        Files.writeString(registries, Files.readString(registries) + """
                        [[registry]]
                        location = "%s"
                        insecure = true
                        [[registry.mirror]]
                        location = "%s"
                        insecure = true
                        """.formatted(registry, mirror));
    }

    /** Runs podman, buildah or skopeo; it must succeed. */
    ToolRun run(Object... command) throws IOException, InterruptedException {
        return run(Command.of(command));
    }

    ToolRun run(Command command) throws IOException, InterruptedException {
        return machine.run(command.env("CONTAINERS_CONF", folder.resolve("containers.conf"))
                        .env("CONTAINERS_STORAGE_CONF", folder.resolve("storage.conf"))
                        .env("TMPDIR", machine.folder("tmp")))
                .succeeded();
    }

    /** The digests of {@code image} in podman's storage: its manifest's, its config's and its layers'. */
    Set<String> digests(String image) throws IOException, InterruptedException {
        byte[] manifest = run("skopeo", "inspect", "--raw", "containers-storage:" + image)
                .out()
                .getBytes(UTF_8);
        Set<String> digests = new TreeSet<>();
        digests.add(ImageContent.digest(manifest));
        var json = new ObjectMapper().readTree(manifest);
        digests.add(json.path("config").path("digest").asText());
        json.path("layers").forEach(layer -> digests.add(layer.path("digest").asText()));
        return digests;
    }
}
