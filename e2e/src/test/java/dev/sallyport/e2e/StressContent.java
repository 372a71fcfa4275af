package dev.sallyport.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Everything that was ever made up in a stress run, by digest. Layers come from a few, so that repositories share them. */
final class StressContent {
    private static final int LAYERS = 150;
    private static final int LARGEST = 300_000;

    private final Map<String, byte[]> made = new ConcurrentHashMap<>();
    private final String[] layers = new String[LAYERS];

    StressContent(Random random) {
        for (int i = 0; i < LAYERS; i++) {
            byte[] content = new byte[i % 10 == 0 ? 8 * LARGEST : random.nextInt(i % 3 == 0 ? LARGEST : 2000)];
            random.nextBytes(content);
            layers[i] = add(content);
        }
    }

    /** Notes these bytes; their digest. */
    String add(byte[] content) {
        String digest = ImageContent.digest(content);
        made.put(digest, content);
        return digest;
    }

    String add(String content) {
        return add(content.getBytes(UTF_8));
    }

    byte[] bytes(String digest) {
        byte[] content = made.get(digest);
        if (content == null) {
            throw new AssertionError("nobody made " + digest);
        }
        return content;
    }

    /** One of the layers. */
    String layer(Random random) {
        return layers[random.nextInt(LAYERS)];
    }

    String descriptor(String digest, String mediaType) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(mediaType, digest, bytes(digest).length);
    }

    /** All digests so far; a copy. */
    Map<String, byte[]> all() {
        return new TreeMap<>(made);
    }
}
