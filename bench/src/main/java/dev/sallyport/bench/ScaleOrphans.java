package dev.sallyport.bench;

import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UnsyncedDisk;
import java.io.IOException;
import java.nio.file.Path;

/** Puts blobs into a data folder that nothing refers to, for a collection to find. No server works there meanwhile. */
final class ScaleOrphans {
    private static final int LAYERS = 98; // an image of them is a hundred blobs

    private ScaleOrphans() {}

    /**
     * Makes them.
     *
     * @param arguments the data folder; how many blobs, in whole hundreds
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("DATA COUNT");
        }
        TinyImages images = new TinyImages(
                DirectoryStore.open(Path.of(arguments[0]).resolve("content"), new UnsyncedDisk(new SystemDisk())));
        long now = System.nanoTime();
        for (int image = 0; image < Integer.parseInt(arguments[1]) / (LAYERS + 2); image++) {
            images.image("orphan " + now + " " + image, LAYERS);
        }
    }
}
