package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.StrictJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The small signed document that every volume of a bundle carries: one release of a stream, by the digests of all that
 * belongs to it. Its identity is the SHA-256 digest of its bytes, so they are kept as they were signed.
 *
 * @param requires features that a reader must know, by name
 * @param previous the stream's statement before this one; null for the first
 * @param base the statement whose content the far side is taken to hold; null for a bundle that carries everything
 * @param created when, to the second
 * @param expires after this nobody publishes it any more; null for never
 * @param creator the program and its version
 * @param aliases other names that the publisher proposes for repositories, each with the repository it stands for; whoever
 *     publishes decides how far they count
 */
public record Statement(
        List<String> requires,
        StreamName stream,
        long sequence,
        @Nullable Position previous,
        @Nullable Position base,
        Instant created,
        @Nullable Instant expires,
        String creator,
        Descriptor index,
        List<VolumeSummary> volumes,
        @Nullable Descriptor prerequisites,
        @Nullable Descriptor omitted,
        SortedMap<String, String> aliases) {
    /** The DSSE payload type of a statement. */
    public static final String PAYLOAD_TYPE = "application/vnd.sallyport.bundle.v1+json";

    /** The most volumes of one bundle. */
    public static final int MOST_VOLUMES = 9999;

    private static final int MAX_SIZE = 4 << 20;
    private static final long FORMAT = 1;

    /** A statement without aliases. */
    public Statement(
            List<String> requires,
            StreamName stream,
            long sequence,
            @Nullable Position previous,
            @Nullable Position base,
            Instant created,
            @Nullable Instant expires,
            String creator,
            Descriptor index,
            List<VolumeSummary> volumes,
            @Nullable Descriptor prerequisites,
            @Nullable Descriptor omitted) {
        this(
                requires,
                stream,
                sequence,
                previous,
                base,
                created,
                expires,
                creator,
                index,
                volumes,
                prerequisites,
                omitted,
                new TreeMap<>());
    }

    public Statement {
        requires = List.copyOf(requires);
        requireNonNull(stream, "stream is null");
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence is below 1");
        }
        created = created.truncatedTo(ChronoUnit.SECONDS);
        requireNonNull(creator, "creator is null");
        requireNonNull(index, "index is null");
        requireContent("prerequisites", prerequisites);
        requireContent("omitted", omitted);
        if (base != null && (previous == null || base.sequence() > previous.sequence())) {
            throw new IllegalArgumentException("base is neither the previous statement nor one before it");
        }
        if (prerequisites != null && base == null) {
            throw new IllegalArgumentException("there are prerequisites, but no base");
        }
        aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
        volumes = List.copyOf(volumes);
        if (volumes.isEmpty() || volumes.size() > MOST_VOLUMES) {
            throw new IllegalArgumentException("volumes are not 1 to " + MOST_VOLUMES + ": " + volumes.size());
        }
    }

    // A volume carries these documents when they are not empty; so they are named then, and only then.
    private static void requireContent(String name, @Nullable Descriptor document) {
        if (document != null && document.size() == 0) {
            throw new IllegalArgumentException(name + " is empty; it is null if there is nothing");
        }
    }

    /** Reads a statement whose signature was verified. */
    public static Statement parse(byte[] payload) throws MalformedJsonException, UnknownFeatureException {
        JsonReader json = StrictJson.parseObject("the statement", payload, MAX_SIZE);
        if (json.size("format") != FORMAT) {
            throw new UnknownFeatureException("bundle format " + json.size("format"));
        }
        List<String> requires = json.texts("requires");
        if (!requires.isEmpty()) {
            throw new UnknownFeatureException(Printable.shorten(requires.get(0)));
        }
        List<VolumeSummary> volumes = new ArrayList<>();
        for (JsonReader volume : json.objects("volumes")) {
            volumes.add(VolumeSummary.read(volume));
        }
        if (volumes.isEmpty() || volumes.size() > MOST_VOLUMES) {
            throw json.problem("volumes", "has " + volumes.size() + " elements, not 1 to " + MOST_VOLUMES);
        }
        String stream = json.text("stream");
        long sequence = json.size("sequence");
        if (sequence < 1) {
            throw json.problem("sequence", "is below 1");
        }
        try {
            return new Statement(
                    requires,
                    new StreamName(stream),
                    sequence,
                    position(json, "previous"),
                    position(json, "base"),
                    instant(json, "created").orElseThrow(() -> json.problem("created", "is missing")),
                    instant(json, "expires").orElse(null),
                    json.text("creator"),
                    Descriptor.read(json.object("index")),
                    volumes,
                    descriptor(json, "prerequisites"),
                    descriptor(json, "omitted"),
                    aliases(json));
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException("the statement", String.valueOf(e.getMessage()));
        }
    }

    private static SortedMap<String, String> aliases(JsonReader json) throws MalformedJsonException {
        SortedMap<String, String> aliases = new TreeMap<>(json.textMap("aliases"));
        for (Map.Entry<String, String> alias : aliases.entrySet()) {
            try {
                RepositoryName.parse(alias.getKey());
                RepositoryName.parse(alias.getValue());
            } catch (MalformedValueException e) {
                throw json.problem("aliases", "names what is no repository: " + Printable.shorten(e.getMessage()));
            }
        }
        return aliases;
    }

    private static @Nullable Position position(JsonReader json, String name) throws MalformedJsonException {
        Optional<JsonReader> member = json.optionalObject(name);
        return member.isPresent() ? Position.read(member.get()) : null;
    }

    private static @Nullable Descriptor descriptor(JsonReader json, String name) throws MalformedJsonException {
        Optional<JsonReader> member = json.optionalObject(name);
        return member.isPresent() ? Descriptor.read(member.get()) : null;
    }

    private static Optional<Instant> instant(JsonReader json, String name) throws MalformedJsonException {
        Optional<String> text = json.optionalText(name);
        try {
            return text.map(Instant::parse);
        } catch (DateTimeException e) {
            throw json.problem(name, "is no time such as 2026-11-21T08:00:00Z");
        }
    }

    /** The statement's bytes. The same statement is always the same bytes. */
    public byte[] encode() {
        JsonWriter json = new JsonWriter()
                .put("format", FORMAT)
                .putAll("requires", requires, Json::of)
                .put("stream", stream.value())
                .put("sequence", sequence)
                .put("previous", previous == null ? Json.NULL : previous.toJson())
                .put("base", base == null ? Json.NULL : base.toJson())
                .put("created", created.toString())
                .put("expires", expires == null ? Json.NULL : Json.of(expires.toString()))
                .put("creator", creator)
                .put("index", index.toJson())
                .putAll("volumes", volumes, VolumeSummary::toJson)
                .put("prerequisites", prerequisites == null ? Json.NULL : prerequisites.toJson())
                .put("omitted", omitted == null ? Json.NULL : omitted.toJson());
        return (aliases.isEmpty() ? json : json.putTexts("aliases", aliases)).toBytes();
    }

    /** The statement's identity, if {@link #encode()} gives the bytes that were signed. */
    public Digest digest() {
        return Digest.sha256(encode());
    }
}
