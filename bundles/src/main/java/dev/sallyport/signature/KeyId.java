package dev.sallyport.signature;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedValueException;

/** Names a public key: the SHA-256 digest of its SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) in DER. */
public record KeyId(Digest digest) implements Comparable<KeyId> {
    public KeyId {
        requireNonNull(digest, "digest is null");
    }

    /** Reads {@code sha256:hex}. */
    public static KeyId parse(String text) throws MalformedValueException {
        return new KeyId(Digest.parse(text));
    }

    @Override
    public int compareTo(KeyId other) {
        return digest.compareTo(other.digest);
    }

    @Override
    public String toString() {
        return digest.toString();
    }
}
