package dev.sallyport.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Builds the documents of one YAML file from the parser's events, which come one at a time. */
final class YamlTree {
    private final String file;
    private final ValueCount count;
    private final RepeatedKeys repeatedKeys;
    private final Map<String, Anchored> anchors = new HashMap<>();

    /** @param values how many values an alias to it stands for */
    private record Anchored(Yaml value, long values) {}

    YamlTree(String file, ValueCount count, RepeatedKeys repeatedKeys) {
        this.file = file;
        this.count = count;
        this.repeatedKeys = repeatedKeys;
    }

    List<Yaml> read(String text) throws MalformedDocumentException {
        // Characters are never more than bytes, and those were counted.
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(Math.max(text.length(), 1))
                .build();
        List<Yaml> documents = new ArrayList<>();
        try {
            Iterator<Event> events = new Parse(settings).parseString(text).iterator();
            while (events.hasNext()) {
                Event event = events.next();
                if (event instanceof DocumentStartEvent) {
                    count.document(place(event.getStartMark()));
                    anchors.clear();
                    documents.add(value(events.next(), events));
                }
            }
        } catch (MarkedYamlEngineException e) {
            throw new MalformedDocumentException(place(e.getProblemMark()), problem(e));
        } catch (YamlEngineException e) {
            throw new MalformedDocumentException(place(Optional.empty()), firstLine(e));
        }
        return documents;
    }

    private Yaml value(Event event, Iterator<Event> events) throws MalformedDocumentException {
        Place place = place(event.getStartMark());
        if (event instanceof AliasEvent alias) {
            return named(alias, place);
        }
        long before = count.values();
        count.add(1, place);
        if (event instanceof ScalarEvent scalar) {
            Yaml text = new YamlText(scalar.getValue(), scalar.isPlain(), tag(scalar.getTag()), place);
            return anchor(scalar, text, before);
        }
        CollectionStartEvent start = (CollectionStartEvent) event;
        count.enter(place);
        Yaml value = start instanceof MappingStartEvent ? map(start, place, events) : list(start, place, events);
        count.leave();
        return anchor(start, value, before);
    }

    private Yaml named(AliasEvent alias, Place place) throws MalformedDocumentException {
        String name = alias.getAlias().getValue();
        Anchored anchored = anchors.get(name);
        if (anchored == null) {
            // An anchor exists once its value is complete, so nothing can hold itself.
            throw new MalformedDocumentException(place, "nothing before it is complete and anchored as &" + name);
        }
        count.add(anchored.values(), place);
        return anchored.value();
    }

    private Yaml anchor(NodeEvent event, Yaml value, long before) {
        Optional<Anchor> anchor = event.getAnchor();
        anchor.ifPresent(name -> anchors.put(name.getValue(), new Anchored(value, count.values() - before)));
        return value;
    }

    private Yaml list(CollectionStartEvent start, Place place, Iterator<Event> events)
            throws MalformedDocumentException {
        List<Yaml> items = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
            items.add(value(event, events));
        }
        return new YamlList(items, tag(start.getTag()), place);
    }

    private Yaml map(CollectionStartEvent start, Place place, Iterator<Event> events)
            throws MalformedDocumentException {
        Map<String, Yaml> entries = new LinkedHashMap<>();
        List<Yaml> merged = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
            Yaml key = value(event, events);
            Yaml value = value(events.next(), events);
            if (!(key instanceof YamlText name)) {
                throw new MalformedDocumentException(key.place(), "a mapping or a sequence is no key");
            }
            if (name.plain() && name.value().equals("<<")) {
                merged.add(value);
            } else if (entries.put(name.value(), value) != null && repeatedKeys == RepeatedKeys.REFUSED) {
                throw new MalformedDocumentException(
                        name.place(), "'" + name.value() + "' stands twice in one mapping");
            }
        }
        for (Yaml value : merged) {
            merge(entries, value);
        }
        return new YamlMap(entries, tag(start.getTag()), place);
    }

    // What stands in the mapping itself wins, then what comes first.
    private static void merge(Map<String, Yaml> entries, Yaml merged) throws MalformedDocumentException {
        List<Yaml> sources = merged instanceof YamlList list ? list.items() : List.of(merged);
        for (Yaml source : sources) {
            if (!(source instanceof YamlMap map)) {
                throw new MalformedDocumentException(source.place(), "'<<' merges mappings, and this is none");
            }
            map.entries().forEach(entries::putIfAbsent);
        }
    }

    private static @Nullable String tag(Optional<String> tag) {
        return tag.orElse(null);
    }

    private Place place(Optional<Mark> mark) {
        return mark.map(at -> new Place(file, at.getLine() + 1, at.getColumn() + 1))
                .orElse(new Place(file, 1, 1));
    }

    private static String problem(MarkedYamlEngineException e) {
        String problem = e.getProblem();
        return problem == null ? "it is not YAML" : problem;
    }

    private static String firstLine(YamlEngineException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
