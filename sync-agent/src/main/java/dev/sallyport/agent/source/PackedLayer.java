package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/**
 * The digests of a compressed layer.
 *
 * @param digest of the layer as it is in the archive
 * @param diffId of what is compressed in it
 */
record PackedLayer(Digest digest, Digest diffId) {
    private static final int BUFFER = 64 << 10;

    PackedLayer {
        requireNonNull(digest, "digest is null");
        requireNonNull(diffId, "diffId is null");
    }

    /** Reads the whole layer once. */
    static PackedLayer read(
            ArchiveFile archive, String name, TarEntry entry, Compression compression, DigestAlgorithm algorithm)
            throws IOException, ArchiveException {
        MessageDigest outside = DigestAlgorithm.SHA256.newMessageDigest();
        MessageDigest inside = algorithm.newMessageDigest();
        long left = Expansion.OF_ARCHIVES.most(entry.size());
        byte[] buffer = new byte[BUFFER];
        try (DigestInputStream packed = new DigestInputStream(archive.open(entry, 0), outside);
                InputStream in = new Unpacked(compression, packed)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                left -= count;
                if (left < 0) {
                    throw new ArchiveException(
                            archive.path(), "its layer " + name + " is far larger unpacked than its size allows");
                }
                inside.update(buffer, 0, count);
            }
            // What follows the compressed data is part of the layer all the same.
            packed.transferTo(OutputStream.nullOutputStream());
        } catch (Unpacked.BrokenException e) {
            throw new ArchiveException(archive.path(), "the data of its layer " + name + " are damaged or cut off");
        }
        return new PackedLayer(Digest.finish(DigestAlgorithm.SHA256, outside), Digest.finish(algorithm, inside));
    }
}
