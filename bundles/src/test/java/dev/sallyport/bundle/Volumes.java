package dev.sallyport.bundle;

import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.signature.TrustPolicy;
import dev.sallyport.signature.TrustedKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads volumes as an importer would, into memory. */
final class Volumes {
    static final SigningKey KEY = SigningKey.generate();
    static final TrustPolicy TRUST = new TrustPolicy(List.of(TrustedKey.forAnyStream(KEY.verificationKey())));

    private Volumes() {}

    static VolumeReader open(InputStream in) throws IOException, SallyportException {
        return VolumeReader.open(in, Volumes::verify);
    }

    private static VerifiedStatement verify(byte[] envelope) throws SallyportException {
        return VerifiedStatement.verify(envelope, TRUST);
    }

    /** Everything a whole volume says, the blobs by their digests. */
    static Content read(InputStream in) throws IOException, SallyportException {
        return read(in, Volumes::verify);
    }

    static Content read(InputStream in, VolumeReader.StatementVerifier verifier)
            throws IOException, SallyportException {
        VolumeReader reader = VolumeReader.open(in, verifier);
        Map<Digest, List<Byte>> blobs = new LinkedHashMap<>();
        reader.readAllEntries((entry, content) -> blobs.put(entry.digest(), boxed(verified(entry, content))));
        return new Content(
                reader.verified().digest(),
                reader.number(),
                reader.documents().roots(),
                reader.documents().omissions().content(),
                blobs);
    }

    record Content(
            Digest statement,
            int number,
            List<BundleRoot> roots,
            List<Omission> omissions,
            Map<Digest, List<Byte>> blobs) {}

    static byte[] verified(ListingEntry entry, InputStream content) throws IOException, DigestMismatchException {
        byte[] bytes = content.readAllBytes();
        Digest found = Digest.of(entry.digest().algorithm(), bytes);
        if (!found.equals(entry.digest())) {
            throw DigestMismatchException.ofDigest(entry.digest(), found);
        }
        return bytes;
    }

    private static List<Byte> boxed(byte[] bytes) {
        Byte[] boxed = new Byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            boxed[i] = bytes[i];
        }
        return List.of(boxed);
    }
}
