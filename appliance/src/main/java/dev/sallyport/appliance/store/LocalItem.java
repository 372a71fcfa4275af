package dev.sallyport.appliance.store;

import dev.sallyport.oci.Digest;

/** Something that a local repository gives out. */
record LocalItem(Digest digest, boolean manifest, long size) {
    String kind() {
        return manifest ? LinkWriter.MANIFEST : LinkWriter.BLOB;
    }
}
