package dev.sallyport.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import dev.sallyport.workload.ComposeImages;
import dev.sallyport.workload.FoundImage;
import dev.sallyport.workload.How;
import dev.sallyport.workload.KubernetesImages;
import dev.sallyport.workload.WorkloadImages;
import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.RepeatedKeys;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlLimits;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The images that files name, whatever kind each file is of. A folder holds Kubernetes manifests; a file that has nothing but words
 * and comments on lines of their own is a list; what else there is must be YAML or JSON, and is a Compose file if it has services.
 *
 * <p>Workloads are read by the same code that reads them where bundles are made: what that finds to carry, this finds to check.
 */
final class ImageFiles {
    private static final Path STANDARD_INPUT = Path.of("-");
    private static final int LONGEST_LINE = 1024;
    private static final int MOST_LINES = 100_000;

    private final Path base;
    private final Map<String, String> environment;
    private final Set<String> profiles;
    private final InputStream standardInput;

    /**
     * @param base what relative paths are resolved against
     * @param environment variables for Compose files
     * @param profiles the chosen ones of Compose files
     */
    ImageFiles(Path base, Map<String, String> environment, Set<String> profiles, InputStream standardInput) {
        this.base = base;
        this.environment = Map.copyOf(environment);
        this.profiles = Set.copyOf(profiles);
        this.standardInput = standardInput;
    }

    WorkloadImages read(List<Path> files) throws IOException, SallyportException {
        List<WorkloadImages> all = new ArrayList<>();
        for (Path file : files) {
            all.add(file.equals(STANDARD_INPUT) ? readStandardInput() : read(file));
        }
        return new WorkloadImages(
                all.stream().flatMap(each -> each.images().stream()).toList(),
                all.stream().flatMap(each -> each.unmirrorable().stream()).toList(),
                all.stream().flatMap(each -> each.notes().stream()).toList());
    }

    private WorkloadImages readStandardInput() throws IOException, SallyportException {
        Path copy = Files.createTempFile("appliance-check", ".yaml");
        try {
            Files.write(copy, bounded("standard input", standardInput));
            return read(copy);
        } finally {
            Files.delete(copy);
        }
    }

    private WorkloadImages read(Path file) throws IOException, SallyportException {
        Path whole = base.resolve(file);
        if (!Files.isRegularFile(whole)) {
            // Folders, and what is not there: it says which.
            return new KubernetesImages(base, List.of()).find(List.of(file));
        }
        String label = Printable.clean(file.toString());
        byte[] content;
        try (InputStream in = Files.newInputStream(whole)) {
            content = bounded(label, in);
        }
        List<String> lines = lines(content);
        if (isList(lines)) {
            return list(label, lines);
        }
        return isCompose(label, content)
                ? new ComposeImages(base, environment).find(List.of(file), profiles, true)
                : new KubernetesImages(base, List.of()).find(List.of(file));
    }

    private static byte[] bounded(String label, InputStream in) throws IOException, ImageFileException {
        byte[] content = in.readNBytes(YamlLimits.USUAL.bytes() + 1);
        if (content.length > YamlLimits.USUAL.bytes()) {
            throw new ImageFileException(label, "it has more than the " + YamlLimits.USUAL.bytes() + " bytes allowed");
        }
        return content;
    }

    private static List<String> lines(byte[] content) {
        return new String(content, UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .limit(MOST_LINES + 1L)
                .toList();
    }

    // No line of YAML that names an image is one word without a colon at its end: it is a key with its value, or an
    // element.
    private static boolean isList(List<String> lines) {
        return lines.size() <= MOST_LINES
                && lines.stream()
                        .allMatch(line -> line.length() <= LONGEST_LINE
                                && line.chars().noneMatch(Character::isWhitespace)
                                && !line.endsWith(":")
                                && !line.startsWith("---")
                                && !line.startsWith("{")
                                && !line.startsWith("["));
    }

    private static WorkloadImages list(String label, List<String> lines) {
        List<FoundImage> images = new ArrayList<>();
        for (String line : lines) {
            images.add(new FoundImage(line, label, How.DECLARED));
        }
        return new WorkloadImages(images, List.of());
    }

    private static boolean isCompose(String label, byte[] content) {
        List<Yaml> documents;
        try {
            documents = new YamlReader(YamlLimits.USUAL, RepeatedKeys.REFUSED).read(label, content);
        } catch (MalformedDocumentException e) {
            // Whoever reads it as manifests says more of what is wrong with it.
            return false;
        }
        return documents.size() == 1
                && documents.get(0) instanceof YamlMap map
                && !map.entries().containsKey("kind")
                && (map.entries().containsKey("services") || map.entries().containsKey("include"));
    }
}
