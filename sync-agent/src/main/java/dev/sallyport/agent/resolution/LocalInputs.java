package dev.sallyport.agent.resolution;

import dev.sallyport.agent.mirror.LockedItem;
import dev.sallyport.agent.mirror.MirrorFile;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files on this machine that a mirror file names, as lock files have them: their paths and what is in them. */
public final class LocalInputs {
    private static final int BUFFER = 256 << 10;
    private static final int MOST_FILES = 100_000;

    private LocalInputs() {}

    /** One item for each file or folder; those that are not there are left out, whoever needs them says so. */
    public static List<LockedItem> of(MirrorFile mirror) throws IOException {
        Map<Path, String> paths = new LinkedHashMap<>();
        mirror.charts().forEach(chart -> {
            add(paths, chart.path(), "chart");
            chart.values().forEach(values -> add(paths, values, "values of a chart"));
        });
        mirror.manifests().forEach(item -> add(paths, item.path(), "Kubernetes manifests"));
        mirror.compose().forEach(item -> {
            item.files().forEach(file -> add(paths, file, "Compose file"));
            item.envFiles().forEach(file -> add(paths, file, "variables of a Compose file"));
        });
        mirror.dockerfiles().forEach(item -> add(paths, item.path(), "Dockerfile"));
        mirror.lists().forEach(item -> add(paths, item.path(), "list"));
        mirror.archives().forEach(item -> add(paths, item.path(), "archive"));
        mirror.files().forEach(item -> add(paths, item.path(), "file"));
        List<LockedItem> inputs = new ArrayList<>();
        for (Map.Entry<Path, String> path : paths.entrySet()) {
            if (Files.exists(path.getKey())) {
                inputs.add(item(mirror, path.getKey(), path.getValue()));
            }
        }
        return inputs;
    }

    private static void add(Map<Path, String> paths, @Nullable Path path, String why) {
        if (path != null) {
            paths.putIfAbsent(path.toAbsolutePath().normalize(), why);
        }
    }

    private static LockedItem item(MirrorFile mirror, Path path, String why) throws IOException {
        Content content = Files.isDirectory(path) ? folder(path) : file(path);
        Path base = mirror.file().toAbsolutePath().normalize().getParent();
        String name =
                base != null && path.startsWith(base) ? base.relativize(path).toString() : path.toString();
        return new LockedItem(
                LockedItem.Kind.INPUT, name, null, content.digest(), content.size(), List.of(), null, why);
    }

    private record Content(Digest digest, long size) {}

    private static Content file(Path path) throws IOException {
        MessageDigest computation = DigestAlgorithm.SHA256.newMessageDigest();
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        try (InputStream in = Files.newInputStream(path)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                computation.update(buffer, 0, count);
                size += count;
            }
        }
        return new Content(Digest.finish(DigestAlgorithm.SHA256, computation), size);
    }

    // Over names and digests of all files below, in the order of names.
    private static Content folder(Path path) throws IOException {
        StringBuilder names = new StringBuilder();
        long size = 0;
        List<Path> files;
        try (Stream<Path> walk = Files.walk(path)) {
            files = walk.filter(Files::isRegularFile).limit(MOST_FILES).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path each : files) {
            Content content = file(each);
            names.append(path.relativize(each))
                    .append('\0')
                    .append(content.digest())
                    .append('\n');
            size += content.size();
        }
        return new Content(Digest.sha256(names.toString().getBytes(StandardCharsets.UTF_8)), size);
    }
}
