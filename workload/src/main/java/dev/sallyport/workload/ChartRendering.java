package dev.sallyport.workload;

import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.RepeatedKeys;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlLimits;
import dev.sallyport.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Has a chart rendered and finds the images of the manifests that come out. */
final class ChartRendering {
    private static final YamlReader READER = new YamlReader(
            new YamlLimits(
                    YamlLimits.USUAL.bytes() * 2,
                    YamlLimits.USUAL.depth(),
                    YamlLimits.USUAL.values(),
                    YamlLimits.USUAL.documents()),
            RepeatedKeys.LAST_COUNTS);
    private static final String SOURCE = "# Source: ";

    private final InputFiles files;
    private final List<ImagePath> paths;
    private final HelmProgram helm;

    ChartRendering(InputFiles files, List<ImagePath> paths, HelmProgram helm) {
        this.files = files;
        this.paths = paths;
        this.helm = helm;
    }

    WorkloadImages render(Path chart, List<Path> values)
            throws IOException, InterruptedException, WorkloadFileException, RenderFailedException {
        Path home = Files.createTempDirectory("sallyport-helm");
        try {
            List<Path> copies = new ArrayList<>();
            for (Path file : values) {
                // Helm splits the names of values files at commas and takes some for addresses: it gets names of ours.
                Path copy = home.resolve("values-" + copies.size() + ".yaml");
                copies.add(Files.write(copy, files.read(file, ChartBudget.FILE)));
            }
            return scan(helm.template(files.resolve(chart), copies, home));
        } finally {
            delete(home);
        }
    }

    private WorkloadImages scan(byte[] rendered) throws RenderFailedException {
        Findings findings = new Findings();
        NavigableMap<Integer, String> sources = sources(new String(rendered, StandardCharsets.UTF_8));
        ManifestScan scan = new ManifestScan(paths, How.RENDERED, place -> template(sources, place), findings);
        try {
            for (Yaml document : READER.read("rendered.yaml", rendered)) {
                scan.document(document);
            }
        } catch (MalformedDocumentException e) {
            throw new RenderFailedException("what it wrote cannot be read: " + e.getMessage());
        }
        scan.end();
        return findings.all();
    }

    // A rendered line has no place in the chart; the template that it comes from has.
    private static String template(NavigableMap<Integer, String> sources, Place place) {
        Map.Entry<Integer, String> source = sources.floorEntry(place.line());
        return source == null ? "rendered line " + place.line() : source.getValue();
    }

    private static NavigableMap<Integer, String> sources(String text) {
        NavigableMap<Integer, String> sources = new TreeMap<>();
        int line = 1;
        for (String each : (Iterable<String>) text.lines()::iterator) {
            if (each.startsWith(SOURCE)) {
                sources.put(line, each.substring(SOURCE.length()).strip());
            }
            line++;
        }
        return sources;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
