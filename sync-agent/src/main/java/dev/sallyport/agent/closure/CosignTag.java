package dev.sallyport.agent.closure;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The tag under which cosign keeps what it says about a manifest, in the manifest's own repository: its way before there were
 * referrers, and its default for long after.
 *
 * @see <a href="https://github.com/sigstore/cosign/blob/v2.4.1/specs/SIGNATURE_SPEC.md">signature specification</a>
 */
public record CosignTag(Kind kind, Digest subject) {
    public CosignTag {
        requireNonNull(kind, "kind is null");
        // The hexadecimal digits of SHA-512 leave no room in a tag for anything else.
        if (subject.algorithm() != DigestAlgorithm.SHA256) {
            throw new IllegalArgumentException("No tag can say " + subject);
        }
    }

    /** What a tag leads to. */
    public enum Kind {
        SIGNATURE(".sig", ReferrerKind.SIGNATURE, "signature"),
        ATTESTATION(".att", ReferrerKind.ATTESTATION, "attestation"),
        SBOM(".sbom", ReferrerKind.SBOM, "SBOM");

        private final String suffix;
        private final ReferrerKind referrers;
        private final String name;

        Kind(String suffix, ReferrerKind referrers, String name) {
            this.suffix = suffix;
            this.referrers = referrers;
            this.name = name;
        }

        ReferrerKind referrers() {
            return referrers;
        }
    }

    /** All that may be there for {@code subject}; none if it is too long for a tag. */
    public static List<CosignTag> of(Digest subject) {
        return subject.algorithm() == DigestAlgorithm.SHA256
                ? Arrays.stream(Kind.values())
                        .map(kind -> new CosignTag(kind, subject))
                        .toList()
                : List.of();
    }

    /** Reads a tag; empty if it is any other. */
    public static Optional<CosignTag> parse(Tag tag) {
        for (Kind kind : Kind.values()) {
            String name = tag.name();
            int end = name.length() - kind.suffix.length();
            int dash = name.indexOf('-');
            if (name.endsWith(kind.suffix) && dash > 0 && dash < end) {
                return Digest.tryParse(name.substring(0, dash) + ':' + name.substring(dash + 1, end))
                        .filter(subject -> subject.algorithm() == DigestAlgorithm.SHA256)
                        .map(subject -> new CosignTag(kind, subject));
            }
        }
        return Optional.empty();
    }

    /** {@code sha256-HEX.sig}, {@code .att} or {@code .sbom}. */
    public Tag tag() {
        return new Tag(subject.algorithm().prefix() + '-' + subject.hex() + kind.suffix);
    }

    /** Why it is in a bundle, for people, and for telling it from a tag that somebody asked for. */
    String reason() {
        return kind.name + " of " + subject;
    }
}
