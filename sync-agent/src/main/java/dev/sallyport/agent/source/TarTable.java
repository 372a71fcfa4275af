package dev.sallyport.agent.source;

import dev.sallyport.agent.source.TarEntry.Kind;
import dev.sallyport.oci.Printable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where everything is in a tar archive. Names serve to be compared with the names that are looked for, and become no paths; links
 * are followed inside the archive alone.
 */
final class TarTable {
    /** How many headers an archive may have. */
    static final int MOST_HEADERS = 500_000;

    // Longer names are those of nothing that is looked for. Together with the number of entries this bounds the memory.
    private static final int LONGEST_NAME = 255;
    private static final int MOST_NAMES = 250_000;
    private static final int MOST_LINKS = 8;

    private final Path archive;
    private final Map<String, TarEntry> entries;
    private final boolean complete;

    private TarTable(Path archive, Map<String, TarEntry> entries, boolean complete) {
        this.archive = archive;
        this.entries = entries;
        this.complete = complete;
    }

    /** @param archive its name, for messages */
    static TarTable read(Path archive, FileChannel channel) throws IOException, ArchiveException {
        TarScanner scanner = new TarScanner(archive, channel, MOST_HEADERS);
        Map<String, TarEntry> entries = new HashMap<>();
        for (TarEntry entry = scanner.next(); entry != null; entry = scanner.next()) {
            Optional<String> name = inside("", scanner.name(), false);
            if (entry.kind() != Kind.OTHER && name.isPresent() && name.get().length() <= LONGEST_NAME) {
                TarEntry read = entry;
                entries.compute(name.get(), (key, known) -> known == null ? read : TarEntry.several());
                if (entries.size() > MOST_NAMES) {
                    throw new ArchiveException(
                            archive,
                            "it has more than the " + MOST_NAMES + " files allowed",
                            "Divide it into several archives.");
                }
            }
        }
        return new TarTable(archive, entries, scanner.hasItsEnd());
    }

    /** The names in it, without a leading {@code ./}, in no order. */
    Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** Whether the archive ends as archives end; without that its last files may be missing. */
    boolean isComplete() {
        return complete;
    }

    /**
     * The plain file of this name, or the one that a link of this name leads to.
     *
     * @throws ArchiveException if it is something else, is there twice, or is a link that leads nowhere
     */
    Optional<TarEntry> find(String name) throws ArchiveException {
        Optional<String> wanted = inside("", name, false);
        TarEntry entry = wanted.map(entries::get).orElse(null);
        if (wanted.isEmpty() || entry == null) {
            return Optional.empty();
        }
        String at = wanted.get();
        for (int links = 0; links <= MOST_LINKS; links++) {
            switch (entry.kind()) {
                case FILE -> {
                    return Optional.of(entry);
                }
                case SYMBOLIC_LINK, HARD_LINK -> {
                    String target = target(at, entry);
                    entry = entries.get(target);
                    if (entry == null) {
                        throw problem(at, "is a link to '" + Printable.shorten(target) + "', which is not there");
                    }
                    at = target;
                }
                case SPARSE ->
                    throw new ArchiveException(
                            archive, quoted(at) + " is a sparse file", "Write the archive without tar's --sparse.");
                case SEVERAL -> throw problem(at, "is there more than once");
                case OTHER -> throw problem(at, "is not a plain file");
            }
        }
        throw problem(name, "is a link to a link to a link, more than " + MOST_LINKS + " times");
    }

    private String target(String name, TarEntry entry) throws ArchiveException {
        // A hard link names an entry of the archive, a symbolic one a path from where it is itself.
        String base = entry.kind() == Kind.SYMBOLIC_LINK ? name.substring(0, name.lastIndexOf('/') + 1) : "";
        return inside(base, entry.link(), true)
                .orElseThrow(() -> problem(name, "is a link that leads out of the archive"));
    }

    private ArchiveException problem(String name, String what) {
        return new ArchiveException(archive, quoted(name) + ' ' + what);
    }

    private static String quoted(String name) {
        return '\'' + Printable.shorten(name) + '\'';
    }

    /** The one spelling of a name inside the archive; empty for one that is not inside. */
    private static Optional<String> inside(String base, String name, boolean upwards) {
        if (name.startsWith("/")) {
            return Optional.empty();
        }
        if (isPlain(name) && base.isEmpty()) {
            return Optional.of(name);
        }
        Deque<String> components = new ArrayDeque<>();
        for (String component : (base + name).split("/", -1)) {
            if (component.equals("..")) {
                if (!upwards || components.isEmpty()) {
                    return Optional.empty();
                }
                components.removeLast();
            } else if (!component.isEmpty() && !component.equals(".")) {
                components.addLast(component);
            }
        }
        return components.isEmpty() ? Optional.empty() : Optional.of(String.join("/", components));
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty()
                && !name.startsWith(".")
                && !name.contains("/.")
                && !name.contains("//")
                && !name.endsWith("/");
    }
}
