package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.mirror.LockedItem.Kind;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.Disk;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a mirror file came to when it was resolved, and the stream's newest bundle at that time:
 *
 * <pre>
 * lock: 1
 * stream: factory-7
 * sequence: 42
 * statement: sha256:…
 * selection:
 *   - "images: {ref: docker.io/library/nginx:1.27}"
 * images:
 *   - {name: docker.io/library/nginx, tag: "1.27", digest: sha256:…, size: 68294123, platforms: [linux/amd64], why: …}
 * referrers:
 *   - {name: docker.io/library/nginx, digest: sha256:…, size: 4711, subject: sha256:…, why: …}
 * </pre>
 *
 * <p>One line for each item, sorted; nothing that is not there is written; the same lock is always the same bytes. So a diff
 * shows what moved, and nothing else.
 *
 * @param sequence of the stream's newest bundle; 0 if there is none yet
 * @param statement the digest of that bundle's statement; null if there is none yet
 * @param selection the mirror file's, see {@link MirrorFile#selection()}
 * @param items sorted, each once; of those that are the same but for their reason the first
 */
public record LockFile(
        StreamName stream, long sequence, @Nullable Digest statement, List<String> selection, List<LockedItem> items) {
    /** The name of the lock file beside a mirror file. */
    public static final String NAME = "mirror.lock";

    /** The version of the format that is written. */
    static final int VERSION = 1;

    private static final String HEADING = "# What " + MirrorFile.NAME
            + " came to. Written by sync-agent lock and save: commit it, review its changes, do not edit it.\n";

    public LockFile {
        requireNonNull(stream, "stream is null");
        if (sequence < 0 || (sequence == 0) != (statement == null)) {
            throw new IllegalArgumentException("A sequence without its statement, or a statement without its sequence");
        }
        selection = selection.stream().sorted().distinct().toList();
        items = distinct(items.stream().sorted(LockedItem.ORDER).toList());
    }

    // One referrer may be found behind two images; one tag cannot stand for two things.
    private static List<LockedItem> distinct(List<LockedItem> sorted) {
        List<LockedItem> distinct = new ArrayList<>();
        for (LockedItem item : sorted) {
            LockedItem last = distinct.isEmpty() ? null : distinct.get(distinct.size() - 1);
            if (last == null || !last.identity().equals(item.identity())) {
                distinct.add(item);
            } else if (!last.digest().equals(item.digest())) {
                throw new IllegalArgumentException("Locked to two digests: " + item.label());
            }
        }
        return List.copyOf(distinct);
    }

    /** The lock file beside {@code mirrorFile}: {@code mirror.lock} beside {@code mirror.yaml}. */
    public static Path beside(Path mirrorFile) {
        String name =
                requireNonNull(mirrorFile.getFileName(), "mirrorFile is a root").toString();
        return mirrorFile.resolveSibling(name.replaceFirst("\\.ya?ml$", "") + ".lock");
    }

    /**
     * Reads a lock file.
     *
     * @throws InvalidFileException if it is not one that {@link #write} made
     */
    public static LockFile read(Path file) throws IOException, InvalidFileException {
        return LockFileReader.read(SourceText.read(file, LockFileReader.LARGEST, LockFileReader.REMEDY));
    }

    /** As {@link #read}, from bytes; {@code file} is its name for messages. */
    static LockFile parse(String file, byte[] content) throws InvalidFileException {
        return LockFileReader.read(SourceText.of(file, content, LockFileReader.LARGEST, LockFileReader.REMEDY));
    }

    /** Those of one kind, sorted. */
    public List<LockedItem> items(Kind kind) {
        return items.stream().filter(item -> item.kind() == kind).toList();
    }

    /**
     * Refuses to go on with this lock if {@code file} selects anything else than it did then.
     *
     * @throws SelectionChangedException naming what is selected anew and no more
     */
    public void requireSelectionOf(MirrorFile file) throws SelectionChangedException {
        List<String> added = without(file.selection(), selection);
        List<String> gone = without(selection, file.selection());
        if (!added.isEmpty() || !gone.isEmpty()) {
            throw new SelectionChangedException(file.file(), added, gone);
        }
    }

    private static List<String> without(Collection<String> lines, Collection<String> others) {
        List<String> rest = new ArrayList<>(lines);
        rest.removeAll(others);
        return Collections.unmodifiableList(rest);
    }

    /** The bytes that {@link #write} writes. */
    public byte[] encode() {
        StringBuilder text = new StringBuilder(HEADING)
                .append("lock: ")
                .append(VERSION)
                .append("\nstream: ")
                .append(LockYaml.scalar(stream.value()));
        if (statement != null) {
            text.append("\nsequence: ").append(sequence).append("\nstatement: ").append(statement);
        }
        text.append('\n');
        section(text, "selection", selection.stream().map(LockYaml::scalar).toList());
        for (Kind kind : Kind.values()) {
            section(
                    text,
                    kind.section(),
                    items(kind).stream().map(LockFile::line).toList());
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void section(StringBuilder text, String name, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append(name).append(":\n");
            lines.forEach(line -> text.append("  - ").append(line).append('\n'));
        }
    }

    private static String line(LockedItem item) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("name", LockYaml.scalar(item.name()));
        if (item.tag() != null) {
            members.put("tag", LockYaml.scalar(item.tag()));
        }
        members.put("digest", item.digest().toString());
        members.put("size", Long.toString(item.size()));
        if (!item.platforms().isEmpty()) {
            members.put(
                    "platforms",
                    "["
                            + String.join(
                                    ", ",
                                    item.platforms().stream()
                                            .map(LockYaml::scalar)
                                            .toList()) + "]");
        }
        if (item.subject() != null) {
            members.put("subject", item.subject().toString());
        }
        members.put("why", LockYaml.scalar(item.why()));
        return LockYaml.line(members);
    }

    /**
     * Writes the lock in one step, durably: a reader sees the old one or the new one. Nothing is touched if the file is the
     * same already.
     */
    public void write(Path file, Disk disk) throws IOException {
        byte[] content = encode();
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Path folder = requireNonNull(file.toAbsolutePath().getParent(), "file is a root");
        Path temporary = folder.resolve("." + file.getFileName() + ".new");
        disk.delete(temporary);
        try (FileChannel channel = disk.create(temporary)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            disk.sync(channel);
        }
        disk.publish(temporary, folder.resolve(requireNonNull(file.getFileName())));
        disk.syncDirectory(folder);
    }
}
