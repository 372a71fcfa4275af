package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** containerd, driven by ctr. */
final class EnclaveContainerd extends EnclaveClient {
    private static final String ADDRESS = "/run/e2e-containerd/containerd.sock";

    EnclaveContainerd(Machine machine) throws IOException, InterruptedException {
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
    Optional<Command> login(String host, String credentials) {
        return Optional.empty();
    }

    @Override
    ToolRun push(String image, String target, @Nullable String credentials) throws IOException, InterruptedException {
        Command push = ctr("images", "push", "--hosts-dir", "/etc/containerd/certs.d");
        return machine.run((credentials == null ? push : push.with("--user", credentials)).with(target, image));
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
