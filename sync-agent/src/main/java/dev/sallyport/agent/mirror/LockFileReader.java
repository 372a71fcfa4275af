package dev.sallyport.agent.mirror;

import dev.sallyport.agent.mirror.LockedItem.Kind;
import dev.sallyport.agent.mirror.YamlNode.YamlEntry;
import dev.sallyport.agent.mirror.YamlNode.YamlList;
import dev.sallyport.agent.mirror.YamlNode.YamlMap;
import dev.sallyport.agent.mirror.YamlNode.YamlText;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads lock files, strictly: one that a person or a merge changed into something else is no lock any more. */
final class LockFileReader {
    /** The most bytes a lock file may have. */
    static final int LARGEST = 64 << 20;

    static final String REMEDY = "Take the file from version control again, or make a new one with 'sync-agent lock'.";

    private static final int MOST_NODES = 4_000_000;
    private static final Pattern COUNT = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Set<String> ITEM_KEYS = Set.of("name", "tag", "digest", "size", "platforms", "subject", "why");

    private final SourceText source;

    private LockFileReader(SourceText source) {
        this.source = source;
    }

    static LockFile read(SourceText source) throws InvalidFileException {
        return new LockFileReader(source).lock(YamlReader.read(source, MOST_NODES));
    }

    private LockFile lock(YamlNode document) throws InvalidFileException {
        if (!(document instanceof YamlMap map)) {
            throw source.refusal(document.place(), "this is no lock file");
        }
        if (count(map, "lock") != LockFile.VERSION) {
            throw source.refusal(
                    at(map, "lock"),
                    "lock is " + Redacted.quote(text(map, "lock")) + ", of a newer sync-agent; expected "
                            + LockFile.VERSION);
        }
        Set<String> known = new LinkedHashSet<>(List.of("lock", "stream", "sequence", "statement", "selection"));
        List<LockedItem> items = new ArrayList<>();
        Set<String> identities = new HashSet<>();
        for (Kind kind : Kind.values()) {
            known.add(kind.section());
            for (YamlNode item : list(map, kind.section())) {
                LockedItem locked = item(kind, item);
                if (!identities.add(locked.identity())) {
                    throw source.refusal(item.place(), Redacted.show(locked.label()) + " is there twice");
                }
                items.add(locked);
            }
        }
        requireKnown(map, known);
        boolean issued = map.entries().containsKey("sequence") || map.entries().containsKey("statement");
        long sequence = issued ? count(map, "sequence") : 0;
        if (issued && sequence == 0) {
            throw source.refusal(at(map, "sequence"), "sequence is 0; expected 1 or more");
        }
        List<String> selection = new ArrayList<>();
        for (YamlNode line : list(map, "selection")) {
            selection.add(text(line, "selection"));
        }
        return new LockFile(
                value(map, "stream", StreamName::parse),
                sequence,
                issued ? value(map, "statement", Digest::parse) : null,
                selection,
                items);
    }

    private LockedItem item(Kind kind, YamlNode node) throws InvalidFileException {
        if (!(node instanceof YamlMap map)) {
            throw source.refusal(node.place(), "an item of " + kind.section() + " is no mapping");
        }
        requireKnown(map, ITEM_KEYS);
        if (map.entries().containsKey("subject") != (kind == Kind.REFERRER)) {
            throw source.refusal(map.place(), "subject is there or missing; expected it in referrers alone");
        }
        List<String> platforms = new ArrayList<>();
        for (YamlNode platform : list(map, "platforms")) {
            platforms.add(text(platform, "platforms"));
        }
        return new LockedItem(
                kind,
                text(map, "name"),
                optional(
                        map,
                        "tag",
                        kind == Kind.CHART
                                ? text -> text
                                : text -> Tag.parse(text).name()),
                value(map, "digest", Digest::parse),
                count(map, "size"),
                platforms,
                optional(map, "subject", Digest::parse),
                text(map, "why"));
    }

    private void requireKnown(YamlMap map, Set<String> known) throws InvalidFileException {
        for (var entry : map.entries().entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw source.refusal(entry.getValue().keyPlace(), Redacted.show(entry.getKey()) + " is not known");
            }
        }
    }

    private List<YamlNode> list(YamlMap map, String name) throws InvalidFileException {
        YamlEntry entry = map.entries().get(name);
        if (entry == null) {
            return List.of();
        }
        if (entry.value() instanceof YamlList list) {
            return list.items();
        }
        throw source.refusal(entry.value().place(), name + " is no list");
    }

    private String text(YamlMap map, String name) throws InvalidFileException {
        YamlEntry entry = map.entries().get(name);
        if (entry == null) {
            throw source.refusal(map.place(), name + " is missing");
        }
        return text(entry.value(), name);
    }

    private String text(YamlNode node, String name) throws InvalidFileException {
        if (node instanceof YamlText text) {
            return text.value();
        }
        throw source.refusal(node.place(), name + " is no text");
    }

    private static Place at(YamlMap map, String name) {
        YamlEntry entry = map.entries().get(name);
        return entry == null ? map.place() : entry.value().place();
    }

    private long count(YamlMap map, String name) throws InvalidFileException {
        String text = text(map, name);
        if (!COUNT.matcher(text).matches()) {
            throw source.refusal(at(map, name), name + " is " + Redacted.quote(text) + "; expected a whole number");
        }
        return Long.parseLong(text);
    }

    private <T> T value(YamlMap map, String name, Fields.Reading<T> reading) throws InvalidFileException {
        String text = text(map, name);
        try {
            return reading.read(text);
        } catch (SallyportException e) {
            throw source.refusal(at(map, name), name + " is " + Redacted.quote(text) + ", which is none");
        }
    }

    private <T> @Nullable T optional(YamlMap map, String name, Fields.Reading<T> reading) throws InvalidFileException {
        return map.entries().containsKey(name) ? value(map, name, reading) : null;
    }
}
