package dev.sallyport.agent.vendor;

import dev.sallyport.agent.closure.ContentReader;
import dev.sallyport.agent.closure.CosignTag;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.Printable;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Looks at one image's signatures, one after the other, until one is good. */
final class SignatureSearch {
    // Whoever may push can leave any number of signatures; a vendor leaves a few.
    private static final int MOST_SIGNATURES = 200;

    private final ContentReader content;
    private final RootRequest image;
    private final VendorKey key;
    private final Findings findings = new Findings();

    SignatureSearch(ContentReader content, RootRequest image, VendorKey key) {
        this.content = content;
        this.image = image;
        this.key = key;
    }

    Findings run() throws IOException, SallyportException {
        Digest digest = image.manifest().digest();
        for (CosignTag tag : CosignTag.of(digest)) {
            if (tag.kind() == CosignTag.Kind.SIGNATURE) {
                Optional<Descriptor> tagged = content.find(tag.tag());
                if (tagged.isPresent()) {
                    lookAt(tagged.get());
                }
            }
        }
        for (Descriptor referrer : findings.isGood() ? List.<Descriptor>of() : content.referrers(digest)) {
            if (!isDone() && mayBeSignature(referrer)) {
                lookAt(referrer);
            }
        }
        return findings;
    }

    private boolean isDone() {
        if (findings.count() >= MOST_SIGNATURES) {
            findings.stop();
        }
        return findings.isGood() || findings.count() >= MOST_SIGNATURES;
    }

    // Only what the list says to be something else is passed over: it need not say anything.
    private static boolean mayBeSignature(Descriptor referrer) {
        String type = referrer.artifactType();
        return type == null
                || type.startsWith(SigstoreBundle.MEDIA_TYPES)
                || type.startsWith("application/vnd.dev.cosign.")
                || type.startsWith("application/vnd.oci.");
    }

    private void lookAt(Descriptor manifest) throws IOException, SallyportException {
        try {
            if (content.manifest(manifest) instanceof ImageManifest signatures) {
                lookAt(signatures);
            }
        } catch (SallyportException e) {
            findings.add(unreadable(e));
        }
    }

    private void lookAt(ImageManifest signatures) throws IOException, SallyportException {
        for (Descriptor layer : signatures.layers()) {
            boolean bundle = layer.mediaType().startsWith(SigstoreBundle.MEDIA_TYPES);
            if (!isDone() && (bundle || layer.annotations().containsKey(SimpleSigning.SIGNATURE))) {
                try {
                    findings.add(bundle ? ofBundle(layer) : ofPayload(layer));
                } catch (SallyportException e) {
                    findings.add(unreadable(e));
                }
            }
        }
    }

    // A signature that is broken or gone leaves the others; a source that does not answer leaves everything open.
    private static Finding unreadable(SallyportException e) throws SallyportException {
        if (e.category() == Category.UNREACHABLE || e.category() == Category.DENIED) {
            throw e;
        }
        return new Finding.Unreadable(Printable.shorten(e.getMessage()));
    }

    private Finding ofPayload(Descriptor layer) throws IOException, SallyportException {
        byte[] signature;
        try {
            signature = Base64.getDecoder().decode(layer.annotations().get(SimpleSigning.SIGNATURE));
        } catch (IllegalArgumentException e) {
            return new Finding.Unreadable("a signature of " + layer.digest() + " is not base64");
        }
        byte[] payload = content.bytes(layer, SimpleSigning.MAX_SIZE);
        return key.verifies(payload, signature)
                ? about(List.of(SimpleSigning.parse(payload)))
                : new Finding.ByOtherKey();
    }

    private Finding ofBundle(Descriptor layer) throws IOException, SallyportException {
        SigstoreBundle bundle = SigstoreBundle.parse(content.bytes(layer, SigstoreBundle.MAX_SIZE));
        if (bundle.signed() instanceof SigstoreBundle.Signed.Statement statement) {
            return ofStatement(bundle, statement);
        }
        // What lies outside of a bundle that refers to a manifest is that manifest.
        byte[] manifest = content.bytes(image.manifest(), Manifest.MAX_SIZE);
        return bundle.isSigned(key, manifest) ? new Finding.Good() : new Finding.ByOtherKey();
    }

    private Finding ofStatement(SigstoreBundle bundle, SigstoreBundle.Signed.Statement statement)
            throws MalformedJsonException {
        if (!bundle.isSigned(key, statement.message())) {
            return new Finding.ByOtherKey();
        }
        return statement.payloadType().equals(Statements.PAYLOAD_TYPE)
                ? about(Statements.parse(statement.payload()))
                : new Finding.Unreadable("a statement of the type " + Printable.shorten(statement.payloadType()));
    }

    private Finding about(List<Claim> claims) {
        Finding finding = new Finding.Unreadable("a statement without a digest");
        for (Claim claim : claims) {
            finding = claim.about(image.manifest().digest(), image.repository(), key);
            if (finding instanceof Finding.Good) {
                return finding;
            }
        }
        return finding;
    }
}
