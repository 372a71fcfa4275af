package dev.sallyport.agent.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.agent.export.ImageFailure;
import dev.sallyport.agent.mirror.MirrorFile;
import dev.sallyport.agent.mirror.MirrorItem;
import dev.sallyport.agent.mirror.MirrorItem.ArchiveItem;
import dev.sallyport.agent.mirror.MirrorItem.ChartItem;
import dev.sallyport.agent.mirror.MirrorItem.ComposeItem;
import dev.sallyport.agent.mirror.MirrorItem.DockerfileItem;
import dev.sallyport.agent.mirror.MirrorItem.FileItem;
import dev.sallyport.agent.mirror.MirrorItem.ListItem;
import dev.sallyport.agent.mirror.MirrorItem.ManifestItem;
import dev.sallyport.agent.mirror.MirrorPlan;
import dev.sallyport.agent.mirror.TagLister;
import dev.sallyport.agent.mirror.Treatment;
import dev.sallyport.agent.mirror.UnexpandedItem;
import dev.sallyport.agent.mirror.WantedImage;
import dev.sallyport.agent.source.SourceArgument;
import dev.sallyport.agent.source.SourceArgument.ArchiveArgument;
import dev.sallyport.agent.source.SourceArgument.FileArgument;
import dev.sallyport.agent.source.SourceArgument.LayoutArgument;
import dev.sallyport.agent.source.SourceArgument.RegistryArgument;
import dev.sallyport.agent.source.SourceList;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Reference;
import dev.sallyport.workload.ComposeImages;
import dev.sallyport.workload.DockerfileImages;
import dev.sallyport.workload.ImagePath;
import dev.sallyport.workload.KubernetesImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Expands the items of a mirror file: tags are selected, and the images are found that charts, manifests, Compose files and
 * Dockerfiles name. Every image says which item it is there for. An item that cannot be expanded fails alone.
 */
public final class MirrorExpansion {
    private static final Treatment FILE = new Treatment(List.of(), Treatment.ALL_REFERRERS, false, null);

    private final TagLister tags;
    private final ChartFiles charts;
    private final ParallelTasks tasks;

    /** @param charts gets charts, and finds their images */
    public MirrorExpansion(TagLister tags, ChartFiles charts, ParallelTasks tasks) {
        this.tags = requireNonNull(tags, "tags is null");
        this.charts = requireNonNull(charts, "charts is null");
        this.tasks = requireNonNull(tasks, "tasks is null");
    }

    /** All that {@code mirror} asks for, in its order. */
    public Expanded expand(MirrorFile mirror) throws IOException, SallyportException {
        List<MirrorItem> items = new ArrayList<>(mirror.charts());
        items.addAll(mirror.manifests());
        items.addAll(mirror.compose());
        items.addAll(mirror.dockerfiles());
        items.addAll(mirror.lists());
        items.addAll(mirror.archives());
        items.addAll(mirror.files());
        List<Wanted> wanted = new ArrayList<>();
        List<ImageFailure> failures = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        MirrorPlan images = MirrorPlan.expand(mirror, tags, tasks);
        for (WantedImage image : images.images()) {
            wanted.add(new Wanted(
                    new RegistryArgument(image.reference()), null, image.treatment(), image.pin(), image.why()));
        }
        for (UnexpandedItem item : images.unexpanded()) {
            if (item.optional()) {
                warnings.add(item.name() + " is optional and could not be had: "
                        + item.cause().getMessage());
            } else {
                failures.add(new ImageFailure(item.name(), item.cause()));
            }
        }
        for (Expanded one : tasks.map(items, item -> expand(mirror, item))) {
            wanted.addAll(one.wanted());
            failures.addAll(one.failures());
            warnings.addAll(one.warnings());
        }
        return new Expanded(wanted, failures, warnings);
    }

    private Expanded expand(MirrorFile mirror, MirrorItem item) throws IOException {
        try {
            return expandItem(mirror, item);
        } catch (SallyportException e) {
            return new Expanded(List.of(), List.of(new ImageFailure(item.place().toString(), e)), List.of());
        }
    }

    private Expanded expandItem(MirrorFile mirror, MirrorItem item) throws IOException, SallyportException {
        if (item instanceof ListItem list) {
            return listed(list);
        } else if (item instanceof ArchiveItem archive) {
            return one(source(archive), archive.name(), archive.treatment(), item);
        } else if (item instanceof FileItem file) {
            return one(new FileArgument(file.path()), file.name(), FILE, item);
        } else if (item instanceof ChartItem chart) {
            return charts.expand(chart);
        }
        return workload(mirror, item);
    }

    private static Expanded workload(MirrorFile mirror, MirrorItem item) throws IOException, SallyportException {
        Path folder = folder(mirror);
        if (item instanceof ManifestItem manifests) {
            return Findings.of(
                    new KubernetesImages(folder, paths(mirror)).find(List.of(manifests.path())),
                    manifests.treatment(),
                    "");
        } else if (item instanceof ComposeItem compose) {
            return Findings.of(
                    new ComposeImages(folder, compose.environment())
                            .find(compose.files(), compose.envFiles(), Set.copyOf(compose.profiles()), false),
                    compose.treatment(),
                    "");
        } else if (item instanceof DockerfileItem dockerfile) {
            return Findings.of(
                    new DockerfileImages(folder).find(List.of(dockerfile.path()), dockerfile.args()),
                    dockerfile.treatment(),
                    "");
        }
        throw new IllegalArgumentException("No such item: " + item);
    }

    private static Expanded listed(ListItem item) throws IOException, SallyportException {
        List<Wanted> wanted = new ArrayList<>();
        for (SourceArgument source : SourceList.read(item.path())) {
            wanted.add(new Wanted(
                    source,
                    null,
                    item.treatment(),
                    null,
                    "in the list " + item.path().getFileName()));
        }
        return new Expanded(wanted, List.of(), List.of());
    }

    private static Expanded one(SourceArgument source, @Nullable Reference as, Treatment treatment, MirrorItem item) {
        return new Expanded(
                List.of(new Wanted(source, as, treatment, null, "asked for in " + at(item))), List.of(), List.of());
    }

    private static SourceArgument source(ArchiveItem item) {
        String format = item.format();
        if (format == null ? Files.isDirectory(item.path()) : format.equals("oci")) {
            return new LayoutArgument(item.path());
        }
        // One that docker save wrote with a layout in it is read by that anyway.
        boolean layout = format != null && format.equals(ArchiveArgument.Format.OCI.transport());
        return new ArchiveArgument(
                layout ? ArchiveArgument.Format.OCI : ArchiveArgument.Format.DOCKER, item.path(), null);
    }

    /** Where custom resources name images, as {@code mirror} says. */
    public static List<ImagePath> paths(MirrorFile mirror) throws MalformedValueException {
        List<ImagePath> paths = new ArrayList<>();
        for (dev.sallyport.agent.mirror.ImagePath path : mirror.imagePaths()) {
            paths.add(ImagePath.parse(path.kind() == null ? path.path() : path.kind() + ": " + path.path()));
        }
        return paths;
    }

    /** The folder that {@code mirror} is in, which its paths are relative to. */
    public static Path folder(MirrorFile mirror) {
        Path parent = mirror.file().toAbsolutePath().getParent();
        return parent == null ? Path.of("") : parent;
    }

    // Neither line nor folder: a reason is part of the bundle, and a line added above must not make another bundle of
    // it.
    static String at(MirrorItem item) {
        return String.valueOf(Path.of(item.place().file()).getFileName());
    }
}
