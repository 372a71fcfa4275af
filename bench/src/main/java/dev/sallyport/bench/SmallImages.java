package dev.sallyport.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes up many small images, always the same ones: ten tags to a repository, each image with layers of its own, each layer a tar
 * with one short file.
 */
final class SmallImages {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final int TAGS = 10;
    private static final int BLOCK = 512;

    private final ImageSink sink;

    private SmallImages(ImageSink sink) {
        this.sink = sink;
    }

    /**
     * Makes them and prints their names.
     *
     * @param arguments a registry's HOST:PORT or the path of a layout's folder; how many images; how many layers each
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("ADDRESS-OR-/FOLDER IMAGES LAYERS");
        }
        String place = arguments[0];
        try (ImageSink sink = place.startsWith("/") ? new LayoutSink(Path.of(place)) : new RegistrySink(place)) {
            new SmallImages(sink).make(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        }
    }

    private void make(int images, int layers) throws IOException, InterruptedException {
        for (int image = 0; image < images; image++) {
            String repository = "small/image-" + image / TAGS;
            String tag = "1." + image % TAGS;
            make(repository, tag, layers);
            System.out.println(repository + ":" + tag);
        }
    }

    private void make(String repository, String tag, int layers) throws IOException, InterruptedException {
        List<String> descriptors = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            byte[] tar = tar("layer-" + layer, repository + ":" + tag + " layer " + layer);
            String hex = hex(tar);
            sink.blob(hex, tar);
            descriptors.add(descriptor(LAYER, hex, tar.length));
            diffIds.add("\"sha256:" + hex + "\"");
        }
        byte[] config =
                bytes("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                        + String.join(",", diffIds) + "]}}");
        String configHex = hex(config);
        sink.blob(configHex, config);
        byte[] manifest = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":"
                + descriptor(CONFIG, configHex, config.length) + ",\"layers\":[" + String.join(",", descriptors)
                + "]}");
        sink.manifest(repository, tag, hex(manifest), manifest);
    }

    private static String descriptor(String mediaType, String hex, int size) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"sha256:" + hex + "\",\"size\":" + size + "}";
    }

    /** One file in ustar format, and the two blocks at the end. */
    private static byte[] tar(String name, String text) {
        byte[] content = bytes(text);
        byte[] tar = new byte[4 * BLOCK];
        put(tar, 0, name);
        put(tar, 100, "0000644");
        put(tar, 108, "0000000");
        put(tar, 116, "0000000");
        put(tar, 124, String.format("%011o", content.length));
        put(tar, 136, "00000000000");
        put(tar, 156, "0");
        put(tar, 257, "ustar");
        put(tar, 263, "00");
        Arrays.fill(tar, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += tar[i];
        }
        put(tar, 148, String.format("%06o", sum) + '\0');
        System.arraycopy(content, 0, tar, BLOCK, content.length);
        return tar;
    }

    private static void put(byte[] tar, int at, String text) {
        byte[] value = bytes(text);
        System.arraycopy(value, 0, tar, at, value.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static String hex(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
