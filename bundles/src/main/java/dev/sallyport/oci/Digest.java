package dev.sallyport.oci;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The identity of content: an algorithm and lower-case hexadecimal digits.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests">OCI digests</a>
 */
public record Digest(DigestAlgorithm algorithm, String hex) implements Comparable<Digest> {
    public Digest {
        requireNonNull(algorithm, "algorithm is null");
        if (!isHex(hex, algorithm.hexLength())) {
            throw new IllegalArgumentException("Not " + algorithm.hexLength() + " lower-case hexadecimal digits");
        }
    }

    /**
     * Reads {@code algorithm:hex}.
     *
     * @throws MalformedValueException if it is anything else
     */
    public static Digest parse(String text) throws MalformedValueException {
        return tryParse(text)
                .orElseThrow(() -> new MalformedValueException(
                        "digest", text, "sha256: and 64 or sha512: and 128 lower-case hexadecimal digits"));
    }

    /** Reads {@code algorithm:hex}; empty if it is anything else. */
    public static Optional<Digest> tryParse(String text) {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            String prefix = algorithm.prefix();
            if (text.length() == prefix.length() + 1 + algorithm.hexLength()
                    && text.startsWith(prefix)
                    && text.charAt(prefix.length()) == ':') {
                return ofHex(algorithm, text.substring(prefix.length() + 1));
            }
        }
        return Optional.empty();
    }

    /** The digest with these digits; empty if they are not as {@code algorithm} has them. */
    public static Optional<Digest> ofHex(DigestAlgorithm algorithm, String hex) {
        return isHex(hex, algorithm.hexLength()) ? Optional.of(new Digest(algorithm, hex)) : Optional.empty();
    }

    /** The SHA-256 digest of {@code content}. */
    public static Digest sha256(byte[] content) {
        return of(DigestAlgorithm.SHA256, content);
    }

    /** The digest of {@code content} under {@code algorithm}. */
    public static Digest of(DigestAlgorithm algorithm, byte[] content) {
        return finish(algorithm, withBytes(algorithm.newMessageDigest(), content));
    }

    /** Ends a computation that {@link DigestAlgorithm#newMessageDigest()} began. */
    public static Digest finish(DigestAlgorithm algorithm, MessageDigest computation) {
        return new Digest(algorithm, HexFormat.of().formatHex(computation.digest()));
    }

    private static MessageDigest withBytes(MessageDigest computation, byte[] content) {
        computation.update(content);
        return computation;
    }

    private static boolean isHex(String text, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** By algorithm, then by digits. */
    @Override
    public int compareTo(Digest other) {
        int byAlgorithm = algorithm.compareTo(other.algorithm);
        return byAlgorithm != 0 ? byAlgorithm : hex.compareTo(other.hex);
    }

    /** {@code algorithm:hex}. */
    @Override
    public String toString() {
        return algorithm.prefix() + ':' + hex;
    }
}
