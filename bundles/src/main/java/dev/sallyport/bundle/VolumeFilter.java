package dev.sallyport.bundle;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.TarHeader.MalformedHeaderException;
import dev.sallyport.oci.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Predicate;

/**
 * Copies a volume without the blobs that its receiver holds already, so that they need not be read from a slow medium. Verifies
 * nothing but its own footing: the receiver verifies.
 */
public final class VolumeFilter {
    private static final int BUFFER = 1 << 20;
    private static final String BLOBS = "blobs/";

    private final InputStream in;

    /** @param in a volume from its first byte; skipping in it should be cheap */
    public VolumeFilter(InputStream in) {
        this.in = requireNonNull(in, "in is null");
    }

    /**
     * Whether the volume begins with a bundle's envelope; reads the first entry's header.
     *
     * @return false if this is no volume
     */
    public static boolean isVolume(InputStream in) throws IOException {
        try {
            TarHeader header = TarHeader.read(in);
            return header != null && header.path().equals(VolumeWriter.ENVELOPE);
        } catch (MalformedHeaderException | EOFException e) {
            return false;
        }
    }

    /**
     * Writes the volume's documents and no blob: what a receiver needs to say which blobs it wants.
     *
     * @return the volume's number, as it says; 0 if it says none
     */
    public int copyDocuments(OutputStream out) throws IOException, VolumeException {
        return copy(out, digest -> false, true);
    }

    /** Writes the volume with those blobs alone that are wanted. */
    public void copy(OutputStream out, Predicate<Digest> wanted) throws IOException, VolumeException {
        copy(out, wanted, false);
    }

    private int copy(OutputStream out, Predicate<Digest> wanted, boolean documentsAlone)
            throws IOException, VolumeException {
        String last = "its start";
        int number = 0;
        try {
            while (true) {
                TarHeader header = TarHeader.read(in);
                if (header == null || (documentsAlone && header.path().startsWith(BLOBS))) {
                    break;
                }
                last = header.path();
                number = Math.max(number, Listing.number(last).orElse(0));
                if (isWanted(last, wanted)) {
                    out.write(header.encode());
                    copyFully(out, header.size() + TarHeader.padding(header.size()));
                } else {
                    in.skipNBytes(header.size() + TarHeader.padding(header.size()));
                }
            }
        } catch (MalformedHeaderException e) {
            throw VolumeException.malformed(number, "the entry after " + last, "found " + e.found());
        } catch (EOFException e) {
            throw VolumeException.truncated(number, last, e);
        }
        out.write(new byte[VolumeWriter.TRAILER]);
        return number;
    }

    private static boolean isWanted(String path, Predicate<Digest> wanted) {
        if (!path.startsWith(BLOBS)) {
            return true;
        }
        // What is no blob's path is passed on: the receiver refuses it and says why.
        return Digest.tryParse(path.substring(BLOBS.length()).replaceFirst("/", ":"))
                .map(wanted::test)
                .orElse(true);
    }

    private void copyFully(OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(length, 1))];
        long left = length;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException("The volume ends within an entry");
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }
}
