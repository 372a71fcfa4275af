package dev.sallyport.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A docker daemon of a machine's own, and the client that talks to it. */
final class DockerDaemon {
    private final Machine machine;
    private final Path data;

    private DockerDaemon(Machine machine, Path data) {
        this.machine = machine;
        this.data = data;
    }

    /** Starts a daemon that may talk plain HTTP to {@code insecureRegistry}. No bridge: a machine has no iptables. */
    static DockerDaemon start(Machine machine, String insecureRegistry) throws IOException, InterruptedException {
        Path folder = machine.folder("docker");
        // A file of our own: /etc/docker/daemon.json of the host is none of ours.
        Path configuration = Files.writeString(folder.resolve("daemon.json"), "{}");
        DockerDaemon daemon = new DockerDaemon(machine, folder.resolve("data"));
        machine.start(Command.of(
                        "dockerd",
                        "--config-file=" + configuration,
                        "--data-root=" + daemon.data,
                        "--bridge=none",
                        "--iptables=false",
                        "--ip6tables=false",
                        "--insecure-registry=" + insecureRegistry))
                .ready(machine, daemon.command("version"));
        return daemon;
    }

    /** Runs the docker client with {@code arguments}; it must succeed. */
    ToolRun docker(Object... arguments) throws IOException, InterruptedException {
        return machine.run(command(arguments)).succeeded();
    }

    private Command command(Object... arguments) {
        // The classic builder: the other one is a plugin, and wants a frontend image from the internet.
        return Command.of("docker", "--host=unix:///run/docker.sock")
                .with(arguments)
                .env("DOCKER_BUILDKIT", "0");
    }

    /** The digests that the daemon knows {@code image} by: what its tag stood for, its config's, and its layers'. */
    Set<String> digests(String image) throws IOException, InterruptedException {
        JsonNode inspected = new ObjectMapper()
                .readTree(docker("image", "inspect", image).out())
                .get(0);
        Set<String> digests = new TreeSet<>();
        inspected
                .path("RepoDigests")
                .forEach(reference -> digests.add(
                        reference.asText().substring(reference.asText().indexOf('@') + 1)));
        digests.add(inspected.path("Id").asText());
        Set<String> diffIds = new HashSet<>();
        inspected.path("RootFS").path("Layers").forEach(layer -> diffIds.add(layer.asText()));
        digests.addAll(pulledLayers(diffIds));
        return digests;
    }

    /** The compressed layers behind {@code diffIds}: the daemon unpacks them, but notes what they were pulled as. */
    private Set<String> pulledLayers(Set<String> diffIds) throws IOException {
        Set<String> digests = new TreeSet<>();
        try (Stream<Path> drivers = Files.list(data.resolve("image"))) {
            for (Path driver : drivers.toList()) {
                Path notes = driver.resolve("distribution/v2metadata-by-diffid/sha256");
                for (String diffId : diffIds) {
                    Path note = notes.resolve(diffId.substring("sha256:".length()));
                    new ObjectMapper()
                            .readTree(Files.readAllBytes(note))
                            .forEach(pulled -> digests.add(pulled.path("Digest").asText()));
                }
            }
        }
        return digests;
    }
}
