package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A containerd of a machine's own, and ctr. Not the one that a docker daemon on the same machine starts for itself. */
final class Containerd {
    private static final String ADDRESS = "/run/e2e-containerd/containerd.sock";

    private final Machine machine;
    private final Path hosts;
    private final String namespace;

    private Containerd(Machine machine, Path hosts, String namespace) {
        this.machine = machine;
        this.hosts = hosts;
        this.namespace = namespace;
    }

    static Containerd start(Machine machine) throws IOException, InterruptedException {
        Path folder = machine.folder("containerd");
        Path configuration =
                Files.writeString(folder.resolve("config.toml"), """
                version = 2
                root = "%s"
                state = "/run/e2e-containerd"
                disabled_plugins = ["io.containerd.grpc.v1.cri"]
                [grpc]
                address = "%s"
                """.formatted(folder.resolve("root"), ADDRESS));
        Containerd containerd = new Containerd(machine, machine.folder("containerd/hosts"), "default");
        machine.start(Command.of("containerd", "--config", configuration))
                .ready(machine, Command.of("ctr", "--address", ADDRESS, "version"));
        return containerd;
    }

    /** The same daemon with none of the images that other namespaces hold. */
    Containerd namespace(String name) {
        return new Containerd(machine, hosts, name);
    }

    /** Sends everything for {@code registry} to {@code mirror}, with {@code ns}, and never to the registry itself. */
    void mirror(String registry, String mirror) throws IOException {
        // containerd cannot have a colon in the folder's name on every system: a port is written _PORT_.
        Path folder = Files.createDirectories(hosts.resolve(registry.replaceFirst(":(\\d+)$", "_$1_")));
        Files.writeString(folder.resolve("hosts.toml"), """
                server = "http://%1$s"
                [host."http://%1$s"]
                capabilities = ["pull", "resolve"]
                """.formatted(mirror));
    }

    void pull(String image) throws IOException, InterruptedException {
        ctr("images", "pull", "--hosts-dir", hosts, image);
    }

    /** Runs ctr with {@code arguments}; it must succeed. */
    ToolRun ctr(Object... arguments) throws IOException, InterruptedException {
        return machine.run(Command.of("ctr", "--address", ADDRESS, "--namespace", namespace)
                        .with(arguments))
                .succeeded();
    }

    /** The digest that {@code image} stands for. */
    String target(String image) throws IOException, InterruptedException {
        return ctr("images", "ls", "name==" + image)
                .lines()
                .skip(1)
                .map(row -> row.split("\\s+", -1)[2])
                .collect(Collectors.joining(" "));
    }

    /** Every digest in the content store. */
    Set<String> digests() throws IOException, InterruptedException {
        return ctr("content", "ls", "-q").lines().collect(Collectors.toCollection(TreeSet::new));
    }
}
