package dev.sallyport.content;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import java.util.AbstractList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Digests of one algorithm in one array: a quarter of the memory of as many objects, and nothing for a garbage collector to go
 * through. Each is made when it is asked for.
 */
final class PackedDigests extends AbstractList<Digest> implements RandomAccess {
    private final DigestAlgorithm algorithm;
    private final byte[] bytes;
    private final int length;
    private final int size;

    private PackedDigests(DigestAlgorithm algorithm, byte[] bytes, int size) {
        this.algorithm = algorithm;
        this.bytes = bytes;
        this.length = algorithm.hexLength() / 2;
        this.size = size;
    }

    /**
     * @param hex digits as {@code algorithm} has them; what is none is left out
     * @param each run after each
     */
    static List<Digest> of(DigestAlgorithm algorithm, String[] hex, Runnable each) {
        int length = algorithm.hexLength() / 2;
        byte[] bytes = new byte[hex.length * length];
        int size = 0;
        for (String digits : hex) {
            if (Digest.ofHex(algorithm, digits).isPresent()) {
                System.arraycopy(HexFormat.of().parseHex(digits), 0, bytes, size * length, length);
                size++;
            }
            each.run();
        }
        return new PackedDigests(algorithm, bytes, size);
    }

    @Override
    public Digest get(int index) {
        Objects.checkIndex(index, size);
        return new Digest(algorithm, HexFormat.of().formatHex(bytes, index * length, (index + 1) * length));
    }

    @Override
    public int size() {
        return size;
    }
}
