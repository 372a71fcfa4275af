package dev.sallyport.signature;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.util.List;
import java.util.Map;

/** Signatures that do not suffice: unknown, revoked, invalid, for another stream, or too few. */
public final class UntrustedSignatureException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private UntrustedSignatureException(String code, String message, String remedy, Map<String, String> facts) {
        super(code, Category.REFUSED, message, remedy, facts);
    }

    static UntrustedSignatureException unknown(List<String> claimed) {
        String named = claimed.isEmpty() ? "none" : Printable.shorten(String.join(", ", claimed));
        return new UntrustedSignatureException(
                "unknown-key",
                "No trusted key signed this bundle; it names: " + named,
                "If the publisher is to be trusted, get the public key on a way that you trust and add it: appliance trust add KEY.pub --publisher NAME --stream STREAM",
                Map.of("keys", named));
    }

    static UntrustedSignatureException invalid(List<String> claimed) {
        String named = Printable.shorten(String.join(", ", claimed));
        return new UntrustedSignatureException(
                "invalid-signature",
                "The signature does not belong to this bundle, although it names a trusted key: " + named,
                "The bundle is damaged or forged. Carry it again from the connected side.",
                Map.of("keys", named));
    }

    static UntrustedSignatureException revoked(KeyId key) {
        return new UntrustedSignatureException(
                "revoked-key",
                "The key that signed this bundle is revoked: " + key,
                "Sign a new bundle with a key that is trusted.",
                Map.of("key", key.toString()));
    }

    static UntrustedSignatureException otherStream(TrustedKey signer, String stream) {
        String allowed = String.valueOf(signer.stream());
        return new UntrustedSignatureException(
                "wrong-stream",
                "The key " + signer.key().id() + " of " + signer.publisher() + " may sign stream '" + allowed
                        + "', not '" + stream + "'",
                "If it may sign this stream too: appliance trust add KEY.pub --publisher NAME --stream " + stream,
                Map.of("key", signer.key().id().toString(), "allowed", allowed, "stream", stream));
    }

    static UntrustedSignatureException tooFew(String stream, long found, int threshold) {
        return new UntrustedSignatureException(
                "too-few-signatures",
                "Stream '" + stream + "' needs " + threshold + " signatures of distinct trusted keys; the bundle has "
                        + found,
                "Have the bundle signed by more of the stream's publishers.",
                Map.of("stream", stream, "found", Long.toString(found), "threshold", Integer.toString(threshold)));
    }
}
