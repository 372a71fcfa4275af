package dev.sallyport.workload;

import dev.sallyport.yaml.MalformedDocumentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Finds what building a Dockerfile pulls: the images of {@code FROM}, {@code COPY --from}, {@code RUN --mount=from=} and the
 * {@code syntax} directive. Stages and {@code scratch} are no images.
 *
 * @see <a href="https://docs.docker.com/reference/dockerfile/">Dockerfile reference</a>
 */
public final class DockerfileImages {
    private static final int LONGEST = 4 << 20;

    private final InputFiles files;

    /** @param base what relative paths are resolved against, and what places are told relative to */
    public DockerfileImages(Path base) {
        this.files = new InputFiles(base);
    }

    /**
     * Reads {@code dockerfiles}.
     *
     * @param buildArguments win over the defaults of {@code ARG}
     * @throws UnsetVariableException if an image's name needs an argument that has no value
     */
    public WorkloadImages find(List<Path> dockerfiles, Map<String, String> buildArguments)
            throws IOException, WorkloadFileException, MalformedDocumentException, UnsetVariableException {
        Findings findings = new Findings();
        for (Path file : dockerfiles) {
            String text = new String(files.read(file, LONGEST), StandardCharsets.UTF_8);
            DockerfileLines lines = new DockerfileLines(files.label(file), text);
            new DockerfileScan(lines, buildArguments, findings).scan();
        }
        return findings.all();
    }
}
