package dev.sallyport.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A docker daemon, and the client that talks to it. */
final class EnclaveDocker extends EnclaveClient {
    private final String appliance;

    EnclaveDocker(Machine machine, String appliance) throws IOException, InterruptedException {
        super(machine, "docker");
        this.appliance = appliance;
        // It looks this name up before every pull of one of Docker Hub's images, and connects to nothing: sites
        // answer it.
        Files.writeString(machine.folder("etc").resolve("hosts"), "127.0.0.1 docker.io\n", StandardOpenOption.APPEND);
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
        return docker("pull", image)
                .env("DOCKER_CONFIG", configuration("docker-pull", "https://index.docker.io/v1/", credentials));
    }

    @Override
    Optional<Command> login(String host, String credentials) throws IOException {
        String[] both = credentials.split(":", 2);
        return Optional.of(docker("login", "--username", both[0], "--password", both[1], host)
                .env("DOCKER_CONFIG", machine.folder("docker-login")));
    }

    @Override
    ToolRun push(String image, String target, @Nullable String credentials) throws IOException, InterruptedException {
        machine.run(docker("tag", image, target)).succeeded();
        Path configuration = credentials == null
                ? machine.folder("docker-login")
                : configuration("docker-push", appliance, credentials);
        return machine.run(docker("push", target).env("DOCKER_CONFIG", configuration));
    }

    private Path configuration(String folder, String registry, @Nullable String credentials) throws IOException {
        Path configuration = machine.folder(folder);
        String auths = credentials == null
                ? "{}"
                : "{\"" + registry + "\":{\"auth\":\""
                        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\"}}";
        Files.writeString(configuration.resolve("config.json"), "{\"auths\":" + auths + "}");
        return configuration;
    }

    @Override
    String digest(String image) throws IOException, InterruptedException {
        JsonNode inspected = new ObjectMapper()
                .readTree(machine.run(docker("image", "inspect", image))
                        .succeeded()
                        .out());
        // One image has as many as it has repositories; Docker Hub's are named there without their host.
        String repository =
                image.replaceFirst("(@sha256:.*|:[^:/]*)$", "").replaceFirst("^docker\\.io/(library/)?", "");
        for (JsonNode known : inspected.get(0).path("RepoDigests")) {
            if (known.asText().startsWith(repository + "@")) {
                return known.asText().substring(repository.length() + 1);
            }
        }
        return "(none of " + repository + ")";
    }

    @Override
    String other(String image) {
        return appliance + "/" + image;
    }
}
