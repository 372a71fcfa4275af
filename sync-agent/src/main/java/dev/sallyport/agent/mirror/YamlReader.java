package dev.sallyport.agent.mirror;

import dev.sallyport.agent.mirror.YamlNode.YamlEntry;
import dev.sallyport.agent.mirror.YamlNode.YamlList;
import dev.sallyport.agent.mirror.YamlNode.YamlMap;
import dev.sallyport.agent.mirror.YamlNode.YamlNothing;
import dev.sallyport.agent.mirror.YamlNode.YamlText;
import dev.sallyport.oci.Printable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document in the failsafe schema: mappings, sequences and text.
 *
 * <p>It is read as events, so that nothing is built before it was looked at. Anchors, aliases and tags are refused: the
 * first two make small files grow into huge ones, and nothing here has a use for the third.
 *
 * @see <a href="https://yaml.org/spec/1.2.2/#101-failsafe-schema">failsafe schema</a>
 */
final class YamlReader {
    /** How deep mappings and sequences may nest. */
    static final int DEPTH = 16;

    private static final int LONGEST_KEY = 1024;

    private final SourceText source;
    private final int mostNodes;
    private Iterator<Event> events = List.<Event>of().iterator();
    private int nodes;

    private YamlReader(SourceText source, int mostNodes) {
        this.source = source;
        this.mostNodes = mostNodes;
    }

    /**
     * Reads the one document of {@code source}.
     *
     * @param mostNodes how many scalars, sequences and mappings it may have
     */
    static YamlNode read(SourceText source, int mostNodes) throws InvalidFileException {
        return new YamlReader(source, mostNodes).document();
    }

    private YamlNode document() throws InvalidFileException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source.file())
                .setCodePointLimit(Math.max(source.text().length(), 1))
                .build();
        try {
            events = new Parse(settings).parseString(source.text()).iterator();
            expect(Event.ID.StreamStart);
            Event start = events.next();
            if (start.getEventId() == Event.ID.StreamEnd) {
                throw source.refusal(start.getStartMark(), "the file is empty; expected a mapping");
            }
            YamlNode root = node(events.next(), 0);
            expect(Event.ID.DocumentEnd);
            Event end = events.next();
            if (end.getEventId() != Event.ID.StreamEnd) {
                throw source.refusal(end.getStartMark(), "a second document begins; expected one");
            }
            return root;
        } catch (MarkedYamlEngineException e) {
            throw source.refusal(
                    e.getProblemMark().or(e::getContextMark), "this is no YAML: " + Explanation.of(e, source));
        } catch (YamlEngineException e) {
            throw source.refusal(
                    Optional.empty(), "this is no YAML: " + Explanation.firstLine(String.valueOf(e.getMessage())));
        }
    }

    private void expect(Event.ID expected) {
        Event event = events.next();
        if (event.getEventId() != expected) {
            throw new IllegalStateException("Expected " + expected + ", found " + event.getEventId());
        }
    }

    private YamlNode node(Event event, int depth) throws InvalidFileException {
        nodes++;
        if (nodes > mostNodes) {
            throw source.refusal(event.getStartMark(), "more than " + mostNodes + " values");
        }
        if (depth > DEPTH) {
            throw source.refusal(event.getStartMark(), "nested more than " + DEPTH + " deep");
        }
        if (event instanceof AliasEvent) {
            throw source.refusal(
                    event.getStartMark(),
                    "an alias, which is not taken here; write the value out, or quote text that begins with '*'");
        }
        requirePlain((NodeEvent) event);
        Place place = source.place(event.getStartMark());
        if (event instanceof ScalarEvent scalar) {
            return scalar.isPlain() && scalar.getValue().isEmpty()
                    ? new YamlNothing(place)
                    : new YamlText(place, scalar.getValue());
        }
        return event.getEventId() == Event.ID.SequenceStart ? list(place, depth) : map(place, depth);
    }

    private void requirePlain(NodeEvent event) throws InvalidFileException {
        Optional<Anchor> anchor = event.getAnchor();
        if (anchor.isPresent()) {
            throw source.refusal(
                    event.getStartMark(),
                    "an anchor, which is not taken here; write the value out, or quote text that begins with '&'");
        }
        Optional<String> tag =
                event instanceof ScalarEvent scalar ? scalar.getTag() : ((CollectionStartEvent) event).getTag();
        if (tag.isPresent()) {
            throw source.refusal(
                    event.getStartMark(),
                    "a YAML tag, which is not taken here; remove it, or quote text that begins with '!'");
        }
    }

    private YamlList list(Place place, int depth) throws InvalidFileException {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, depth + 1));
        }
        return new YamlList(place, items);
    }

    private YamlMap map(Place place, int depth) throws InvalidFileException {
        Map<String, YamlEntry> entries = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            Optional<Mark> mark = event.getStartMark();
            if (!(node(event, depth + 1) instanceof YamlText key)
                    || key.value().isEmpty()
                    || key.value().length() > LONGEST_KEY) {
                throw source.refusal(mark, "this cannot be a key; expected a word before a ':'");
            }
            YamlNode value = node(events.next(), depth + 1);
            YamlEntry earlier = entries.put(key.value(), new YamlEntry(key.place(), value));
            if (earlier != null) {
                throw source.refusal(
                        mark,
                        Redacted.show(key.value()) + " is there twice; the first is on line "
                                + earlier.keyPlace().line());
            }
        }
        return new YamlMap(place, entries);
    }

    /** What a YAML error is about, without the piece of the file that it would like to quote. */
    private static final class Explanation {
        private Explanation() {}

        static String of(MarkedYamlEngineException e, SourceText source) {
            String tab = source.lineHasTabIndent(e.getProblemMark().or(e::getContextMark))
                    ? "; lines are indented with spaces, not with tabs"
                    : "";
            return Printable.shorten(String.valueOf(e.getProblem())) + tab;
        }

        static String firstLine(String message) {
            return Printable.shorten(message.split("\n", 2)[0]);
        }
    }
}
