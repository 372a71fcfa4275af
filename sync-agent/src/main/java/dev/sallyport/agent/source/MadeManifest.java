package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A manifest made here for content that comes without one; the same parts always give the same bytes. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MadeManifest(Descriptor descriptor, byte[] content) {
    MadeManifest {
        requireNonNull(descriptor, "descriptor is null");
        content = content.clone();
    }

    /** @param artifactType what it is if it is no image; null for an image */
    static MadeManifest of(
            String mediaType,
            @Nullable String artifactType,
            Descriptor config,
            List<Descriptor> layers,
            Map<String, String> annotations) {
        byte[] content = new JsonWriter()
                .put("schemaVersion", 2)
                .put("mediaType", mediaType)
                .putIfPresent("artifactType", artifactType)
                .put("config", config.toJson())
                .putAll("layers", layers, Descriptor::toJson)
                .putTexts("annotations", new TreeMap<>(annotations))
                .toBytes();
        Descriptor plain = Descriptor.of(mediaType, content);
        Descriptor descriptor =
                new Descriptor(mediaType, plain.digest(), plain.size(), null, artifactType, Map.of(), List.of());
        return new MadeManifest(descriptor, content);
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    InputStream open(long from) {
        return new ByteArrayInputStream(content, (int) from, content.length - (int) from);
    }
}
