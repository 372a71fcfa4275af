package dev.sallyport.workload;

import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.RepeatedKeys;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlLimits;
import dev.sallyport.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the images of Kubernetes manifests: of every kind of container and image volume in every workload and every pod
 * template that a custom resource holds, and wherever configured paths say.
 *
 * <p>Files may hold several documents, and lists of objects. What is no Kubernetes object is left out and noted.
 */
public final class KubernetesImages {
    private final YamlReader reader = new YamlReader(YamlLimits.USUAL, RepeatedKeys.REFUSED);
    private final InputFiles files;
    private final List<ImagePath> paths;

    /**
     * @param base what relative paths are resolved against, and what places are told relative to
     * @param paths where else objects name images
     */
    public KubernetesImages(Path base, List<ImagePath> paths) {
        this.files = new InputFiles(base);
        this.paths = List.copyOf(paths);
    }

    /**
     * Reads {@code manifests} in their order; of folders, everything below that ends in {@code .yaml}, {@code .yml} or
     * {@code .json}, in the order of names. A name that begins with a dot is left out and noted.
     *
     * @throws TemplatedManifestException if a file is a chart's template
     * @throws MalformedDocumentException if a file is not YAML or JSON
     */
    public WorkloadImages find(List<Path> manifests)
            throws IOException, WorkloadFileException, MalformedDocumentException, TemplatedManifestException {
        Findings findings = new Findings();
        ManifestScan scan = new ManifestScan(paths, How.DECLARED, Place::fileAndLine, findings);
        ManifestFiles folders = new ManifestFiles(files, findings);
        for (Path manifest : manifests) {
            for (Path file : folders.in(manifest)) {
                for (Yaml document : documents(file)) {
                    scan.document(document);
                }
            }
        }
        scan.end();
        return findings.all();
    }

    private List<Yaml> documents(Path file)
            throws IOException, WorkloadFileException, MalformedDocumentException, TemplatedManifestException {
        byte[] content = files.read(file, YamlLimits.USUAL.bytes());
        String label = files.label(file);
        List<Yaml> documents;
        try {
            documents = reader.read(label, content);
        } catch (MalformedDocumentException e) {
            Place mark = TemplateMarks.first(label, new String(content, StandardCharsets.UTF_8));
            if (mark != null) {
                throw new TemplatedManifestException(mark);
            }
            throw e;
        }
        for (Yaml document : documents) {
            Place mark = TemplateMarks.inImages(document);
            if (mark != null) {
                throw new TemplatedManifestException(mark);
            }
        }
        return documents;
    }
}
