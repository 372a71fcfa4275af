package dev.sallyport.workload;

import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the images of a Helm chart, a folder or a {@code .tgz}: in what {@code helm} renders if there is one, in its values,
 * and in its maker's annotations. All that any of them finds is given, each with how it was found; an image that only one of
 * several ways found says so at the end of its place.
 *
 * <p>Without helm, and when helm fails, the values alone tell, which a note says: they may name images that no template uses,
 * and templates may name images that no value has.
 */
public final class HelmImages {
    static final String ONE_WAY = " (found this way only)";

    private final InputFiles files;
    private final List<ImagePath> paths;
    private final @Nullable HelmProgram helm;

    /**
     * @param base what relative paths are resolved against, and what places are told relative to
     * @param paths where else rendered objects name images
     * @param helm null if there is none
     */
    public HelmImages(Path base, List<ImagePath> paths, @Nullable HelmProgram helm) {
        this.files = new InputFiles(base);
        this.paths = List.copyOf(paths);
        this.helm = helm;
    }

    /**
     * Reads {@code chart} and {@code values}, each of which lies over the ones before.
     *
     * @throws WorkloadFileException if it is no chart, or over a limit
     * @throws MalformedDocumentException if one of its files is not YAML
     * @throws InterruptedException if interrupted while helm runs; helm is ended
     */
    public WorkloadImages find(Path chart, List<Path> values)
            throws IOException, InterruptedException, WorkloadFileException, MalformedDocumentException {
        Findings findings = new Findings();
        Chart read = Chart.read(ChartFiles.read(files, chart));
        YamlMap effective = read.values();
        for (Path file : values) {
            effective =
                    ChartValues.over(effective, Chart.firstMap(files.label(file), files.read(file, ChartBudget.FILE)));
        }
        Set<How> ways = EnumSet.of(How.VALUES);
        if (helm == null) {
            findings.note(
                    "There is no helm to render " + files.label(chart) + ": its values and annotations alone tell.");
        } else {
            try {
                findings.addAll(new ChartRendering(files, paths, helm).render(chart, values));
                ways.add(How.RENDERED);
            } catch (RenderFailedException e) {
                findings.note("helm could not render " + files.label(chart) + ", " + e.getMessage()
                        + ". Its values and annotations alone tell.");
            }
        }
        new ChartScan(effective, findings).scan(read, effective);
        return marked(findings.all(), ways);
    }

    // A configured path looks at what was rendered.
    private static How way(FoundImage image) {
        return image.how() == How.CUSTOM_PATH ? How.RENDERED : image.how();
    }

    // With a digest the tag is but a name, which templates often leave out.
    private static String content(FoundImage image) {
        String text = image.image();
        int at = text.indexOf('@');
        int tag = at < 0 ? -1 : text.lastIndexOf(':', at);
        return tag > text.lastIndexOf('/', Math.max(at, 0)) ? text.substring(0, tag) + text.substring(at) : text;
    }

    private static WorkloadImages marked(WorkloadImages found, Set<How> ways) {
        Set<How> tried = EnumSet.copyOf(ways);
        Map<String, Set<How>> byImage = new HashMap<>();
        for (FoundImage image : found.images()) {
            tried.add(way(image));
            byImage.computeIfAbsent(content(image), name -> EnumSet.noneOf(How.class))
                    .add(way(image));
        }
        if (tried.size() == 1) {
            return found;
        }
        List<FoundImage> images = found.images().stream()
                .map(image -> byImage.getOrDefault(content(image), Set.of()).size() > 1
                        ? image
                        : new FoundImage(image.image(), image.where() + ONE_WAY, image.how()))
                .toList();
        return new WorkloadImages(images, found.unmirrorable(), found.notes());
    }
}
