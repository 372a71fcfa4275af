package dev.sallyport.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A folder with a mirror file and everything that belongs to it: key, history, cache and volumes of one stream. */
final class MirrorFolder {
    private final Machine machine;
    private final SyncAgent agent;
    private final String stream;

    MirrorFolder(Machine machine, String name) throws IOException {
        this.machine = machine;
        this.agent = new SyncAgent(machine, name);
        this.stream = name;
    }

    String stream() {
        return stream;
    }

    Path folder() {
        return agent.folder();
    }

    Path publicKey() throws IOException, InterruptedException {
        return agent.publicKey();
    }

    List<Path> volumes() throws IOException {
        return agent.volumes();
    }

    /** Writes the mirror file: what every one has, and {@code items}. */
    void write(String items) throws IOException, InterruptedException {
        Files.writeString(
                folder().resolve("mirror.yaml"),
                """
                stream: %s
                key: %s
                output: out
                state: state
                """.formatted(stream, agent.key().getFileName()) + items);
    }

    /** {@code command} of the agent over the mirror file. */
    Command command(String command, Object... arguments) {
        return agent.command(command, "-f", folder().resolve("mirror.yaml")).with(arguments);
    }

    /** Runs {@code command} over the mirror file, to whatever end. */
    ToolRun run(String command, Object... arguments) throws IOException, InterruptedException {
        return machine.run(command(command, arguments));
    }

    /** The names in the bundle that was written last, each with its digest. */
    Map<String, String> images() throws IOException, InterruptedException {
        Map<String, String> images = new TreeMap<>();
        for (JsonNode image : newest().path("images")) {
            String name = image.path("name").asText();
            if (images.put(name, image.path("digest").asText()) != null) {
                throw new AssertionError(name + " is there twice");
            }
        }
        return images;
    }

    /** What {@code inspect --json} says of the bundle that was written last. */
    JsonNode newest() throws IOException, InterruptedException {
        List<Path> volumes = volumes();
        String out = agent.run("inspect", volumes.get(volumes.size() - 1), "--trust", publicKey(), "--json")
                .out();
        return new ObjectMapper().readTree(out).path("bundles").get(0);
    }

    /** The digests of the blobs in {@code volume}. */
    Set<String> blobs(Path volume) throws IOException, InterruptedException {
        Set<String> blobs = new TreeSet<>();
        machine.run("tar", "-tf", volume)
                .succeeded()
                .lines()
                .filter(entry -> entry.matches("blobs/sha256/[0-9a-f]{64}"))
                .forEach(entry -> blobs.add("sha256:" + entry.substring("blobs/sha256/".length())));
        return blobs;
    }
}
