package dev.sallyport.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.signature.Envelope;
import dev.sallyport.signature.SigningKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds small signed bundles in memory, of one or more volumes: images, single blobs, roots, omissions. It writes the format by
 * itself, text for text, and so checks the library's writer as well as its reader.
 *
 * <p>Blobs go into the volume that was begun last, in the order given; the documents are made when {@link #build()} is called.
 */
public final class VolumeBuilder {
    private final SigningKey key;
    private final List<List<Blob>> volumes = new ArrayList<>();
    private final List<Root> roots = new ArrayList<>();
    private final Set<String> prerequisites = new TreeSet<>();
    private final List<String> omissions = new ArrayList<>();
    private final SortedMap<String, String> aliases = new TreeMap<>();
    private String stream = "factory-7";
    private long sequence = 1;
    private @Nullable String previous;
    private @Nullable String base;
    private String created = "2026-11-21T08:00:00Z";
    private @Nullable String expires;

    /** A builder that signs with {@code key}. */
    public VolumeBuilder(SigningKey key) {
        this.key = key;
        volumes.add(new ArrayList<>());
    }

    // Never compared: an array does no harm here.
    @SuppressWarnings("ArrayRecordComponent")
    private record Blob(Digest digest, byte[] content) {
        String path() {
            return "blobs/" + digest.algorithm().prefix() + "/" + digest.hex();
        }

        String line() {
            return "{\"path\":\"" + path() + "\",\"size\":" + content.length + ",\"digest\":\"" + digest + "\"}\n";
        }
    }

    private record Root(String sortKey, String json) {}

    public VolumeBuilder stream(String name) {
        stream = name;
        return this;
    }

    public VolumeBuilder sequence(long number) {
        sequence = number;
        return this;
    }

    /** The statement before this one. */
    public VolumeBuilder previous(long number, Digest statement) {
        previous = "{\"sequence\":" + number + ",\"digest\":\"" + statement + "\"}";
        return this;
    }

    /** The statement whose content the far side is taken to hold. */
    public VolumeBuilder base(long number, Digest statement) {
        base = "{\"sequence\":" + number + ",\"digest\":\"" + statement + "\"}";
        return this;
    }

    /** Says that the far side is taken to hold this blob. */
    public VolumeBuilder prerequisite(byte[] blob) {
        prerequisites.add("{\"digest\":\"" + Digest.sha256(blob) + "\",\"size\":" + blob.length + "}\n");
        return this;
    }

    /** When the statement was made, such as {@code 2026-11-21T08:00:00Z}. */
    public VolumeBuilder created(String time) {
        created = time;
        return this;
    }

    /** When the statement expires; never, unless this is called. */
    public VolumeBuilder expires(String time) {
        expires = time;
        return this;
    }

    /** Begins another volume. */
    public VolumeBuilder nextVolume() {
        volumes.add(new ArrayList<>());
        return this;
    }

    /** Adds a blob to the volume. */
    public VolumeBuilder blob(byte[] content) {
        return blob(DigestAlgorithm.SHA256, content);
    }

    /** Adds a blob under a digest of {@code algorithm}. */
    public VolumeBuilder blob(DigestAlgorithm algorithm, byte[] content) {
        volumes.get(volumes.size() - 1).add(new Blob(Digest.of(algorithm, content), content.clone()));
        return this;
    }

    /** Names a manifest by a tag; its blob is added apart, or is not in the bundle. */
    public VolumeBuilder tag(String repository, String tag, String mediaType, byte[] manifest) {
        String annotations = "\"dev.sallyport.reason\":\"test\",\"dev.sallyport.repository\":\"" + repository
                + "\",\"dev.sallyport.source\":\"test\",\"dev.sallyport.tag\":\"" + tag
                + "\",\"io.containerd.image.name\":\""
                + repository + ":" + tag + "\",\"org.opencontainers.image.ref.name\":\"" + repository + ":" + tag
                + "\"";
        return root(repository + "\0" + 0 + tag, mediaType, manifest, annotations);
    }

    /** Names a manifest as a referrer of another. */
    public VolumeBuilder referrer(String repository, String mediaType, byte[] manifest) {
        String annotations = "\"dev.sallyport.reason\":\"referrer\",\"dev.sallyport.repository\":\"" + repository
                + "\",\"dev.sallyport.source\":\"test\"";
        return root(repository + "\0" + 1 + Digest.sha256(manifest), mediaType, manifest, annotations);
    }

    private VolumeBuilder root(String sortKey, String mediaType, byte[] manifest, String annotations) {
        roots.add(new Root(
                sortKey,
                descriptor(mediaType, manifest).replaceFirst("}$", ",\"annotations\":{" + annotations + "}}")));
        return this;
    }

    /** Says that {@code child} was left out of what {@code parent} points to. */
    public VolumeBuilder omit(Digest parent, String mediaType, byte[] child) {
        omissions.add("{\"parent\":\"" + parent + "\",\"child\":" + descriptor(mediaType, child)
                + ",\"reason\":\"platform\"}\n");
        return this;
    }

    /** Says that {@code child}, which is for {@code os/architecture}, was left out of what {@code parent} points to. */
    public VolumeBuilder omitPlatform(Digest parent, byte[] child, String platform) {
        omissions.add("{\"parent\":\"" + parent + "\",\"child\":" + forPlatform(child, platform)
                + ",\"reason\":\"platform\"}\n");
        return this;
    }

    /** Says that an image was asked for and could not be had. */
    public VolumeBuilder omitImage(String image, String reason) {
        omissions.add("{\"image\":\"" + image + "\",\"reason\":\"" + reason + "\"}\n");
        return this;
    }

    /** Proposes another name for a repository. */
    public VolumeBuilder alias(String name, String target) {
        aliases.put(name, target);
        return this;
    }

    /** An index entry of an image manifest for {@code os/architecture}. */
    public static String forPlatform(byte[] manifest, String platform) {
        String[] parts = platform.split("/", -1);
        return descriptor(MediaTypes.OCI_MANIFEST, manifest)
                .replaceFirst(
                        "}$", ",\"platform\":{\"architecture\":\"" + parts[1] + "\",\"os\":\"" + parts[0] + "\"}}");
    }

    /** Adds an image of these layers, all in this volume, and names it by a tag. */
    public VolumeBuilder image(String repository, String tag, byte[]... layers) {
        byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"made\":\"" + repository + ":" + tag + "\"}")
                .getBytes(UTF_8);
        byte[] manifest = manifest(config, layers);
        blob(manifest).blob(config);
        for (byte[] layer : layers) {
            blob(layer);
        }
        return tag(repository, tag, MediaTypes.OCI_MANIFEST, manifest);
    }

    /** The image manifest of a config and layers. */
    public static byte[] manifest(byte[] config, byte[]... layers) {
        List<String> descriptors = new ArrayList<>();
        for (byte[] layer : layers) {
            descriptors.add(descriptor(MediaTypes.OCI_LAYER_GZIP, layer));
        }
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"config\":"
                        + descriptor(MediaTypes.OCI_CONFIG, config) + ",\"layers\":[" + String.join(",", descriptors)
                        + "]}")
                .getBytes(UTF_8);
    }

    private static String descriptor(String mediaType, byte[] content) {
        return "{\"mediaType\":\"" + mediaType + "\"," + HostileVolume.identity(content) + "}";
    }

    /** The bundle. */
    public TestBundle build() {
        Collections.sort(roots, Comparator.comparing(Root::sortKey));
        byte[] index = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":["
                        + String.join(",", roots.stream().map(Root::json).toList()) + "]}")
                .getBytes(UTF_8);
        Collections.sort(omissions);
        byte[] omitted = String.join("", omissions).getBytes(UTF_8);
        List<byte[]> listings = volumes.stream()
                .map(blobs ->
                        String.join("", blobs.stream().map(Blob::line).toList()).getBytes(UTF_8))
                .toList();
        byte[] held = String.join("", prerequisites).getBytes(UTF_8);
        byte[] statement = statement(index, listings, held, omitted);
        byte[] envelope = Envelope.sign("application/vnd.sallyport.bundle.v1+json", statement, List.of(key))
                .encode();
        List<List<RawEntry>> archives = new ArrayList<>();
        for (int i = 0; i < volumes.size(); i++) {
            List<RawEntry> entries = new ArrayList<>();
            entries.add(new RawEntry("bundle.dsse.json", envelope));
            entries.add(new RawEntry(String.format("listings/%06d.jsonl", i + 1), listings.get(i)));
            entries.add(RawEntry.text("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}"));
            entries.add(new RawEntry("index.json", index));
            if (held.length > 0) {
                entries.add(new RawEntry("prerequisites.jsonl", held));
            }
            if (omitted.length > 0) {
                entries.add(new RawEntry("omitted.jsonl", omitted));
            }
            volumes.get(i).forEach(blob -> addBlob(entries, blob));
            archives.add(entries);
        }
        return new TestBundle(key, statement, archives);
    }

    private static void addBlob(List<RawEntry> entries, Blob blob) {
        if (blob.path().length() > 100) {
            entries.add(RawEntry.pax(RawEntry.paxRecord("path", blob.path())));
        }
        entries.add(new RawEntry(blob.path(), blob.content()));
    }

    private byte[] statement(byte[] index, List<byte[]> listings, byte[] held, byte[] omitted) {
        List<String> summaries = new ArrayList<>();
        for (int i = 0; i < listings.size(); i++) {
            List<Blob> blobs = volumes.get(i);
            summaries.add("{\"listing\":" + descriptor("application/jsonl", listings.get(i)) + ",\"entries\":"
                    + blobs.size() + ",\"bytes\":"
                    + blobs.stream().mapToLong(blob -> blob.content().length).sum() + "}");
        }
        return ("{\"format\":1,\"requires\":[],\"stream\":\"" + stream + "\",\"sequence\":" + sequence
                        + ",\"previous\":"
                        + previous + ",\"base\":" + base + ",\"created\":\"" + created + "\",\"expires\":"
                        + (expires == null ? "null" : "\"" + expires + "\"") + ",\"creator\":\"test 1\",\"index\":"
                        + descriptor(MediaTypes.OCI_INDEX, index) + ",\"volumes\":[" + String.join(",", summaries)
                        + "],\"prerequisites\":" + document(held) + ",\"omitted\":" + document(omitted)
                        + (aliases.isEmpty() ? "" : ",\"aliases\":" + aliasObject()) + "}")
                .getBytes(UTF_8);
    }

    private String aliasObject() {
        return aliases.entrySet().stream()
                .map(alias -> "\"" + alias.getKey() + "\":\"" + alias.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String document(byte[] content) {
        return content.length == 0 ? "null" : descriptor("application/jsonl", content);
    }
}
