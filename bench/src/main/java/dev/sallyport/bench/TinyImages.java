package dev.sallyport.bench;

import dev.sallyport.content.ContentStore;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Puts images into a store whose layers are no more than a line of text, each like no other. Thread-safe. */
final class TinyImages {
    private final ContentStore store;

    TinyImages(ContentStore store) {
        this.store = store;
    }

    /** Stores an image with {@code layers} layers; {@code name} makes its bytes different from any other's. */
    Descriptor image(String name, int layers) {
        Descriptor config =
                put(MediaTypes.OCI_CONFIG, "{\"architecture\":\"amd64\",\"os\":\"linux\",\"author\":\"" + name + "\"}");
        String descriptors = IntStream.range(0, layers)
                .mapToObj(layer -> json(put(MediaTypes.OCI_LAYER_GZIP, name + " layer " + layer)))
                .collect(Collectors.joining(","));
        return put(
                MediaTypes.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"config\":" + json(config)
                        + ",\"layers\":[" + descriptors + "]}");
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"" + descriptor.mediaType() + "\",\"digest\":\"" + descriptor.digest() + "\",\"size\":"
                + descriptor.size() + "}";
    }

    private Descriptor put(String mediaType, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        Descriptor descriptor = Descriptor.of(mediaType, content);
        try (PartialBlob upload = store.upload(UploadId.of(descriptor.digest()))) {
            upload.write(0, new ByteArrayInputStream(content), content.length);
            upload.commit(descriptor);
            return descriptor;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DigestMismatchException e) {
            throw new IllegalStateException("Its digest was made of these bytes", e);
        }
    }
}
