package dev.sallyport.agent.vendor;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The in-toto statement by which later versions of cosign say that an image was signed.
 *
 * @see <a href="https://github.com/in-toto/attestation/blob/v1.1.0/spec/v1/statement.md">statement</a>
 */
final class Statements {
    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    private static final String TYPES = "https://in-toto.io/Statement/v";
    // Anything else says something about an image, and perhaps that it is bad.
    private static final String SIGNED = "https://sigstore.dev/cosign/sign/v1";
    private static final int MOST_SUBJECTS = 1_000;

    private Statements() {}

    /** One claim for each subject. */
    static List<Claim> parse(byte[] payload) throws MalformedJsonException {
        JsonReader json = StrictJson.parseObject("the signed statement", payload, SigstoreBundle.MAX_SIZE);
        if (!json.text("_type").startsWith(TYPES)) {
            throw json.problem("_type", "is no in-toto statement");
        }
        if (!json.text("predicateType").equals(SIGNED)) {
            throw json.problem("predicateType", "is not " + SIGNED + ": it says something else than that it is signed");
        }
        List<JsonReader> subjects = json.objects("subject");
        if (subjects.size() > MOST_SUBJECTS) {
            throw json.problem("subject", "has more than " + MOST_SUBJECTS + " elements");
        }
        List<Claim> claims = new ArrayList<>();
        for (JsonReader subject : subjects) {
            String name = subject.optionalText("name").orElse("");
            for (Map.Entry<String, String> digest : subject.textMap("digest").entrySet()) {
                String text = digest.getKey() + ':' + digest.getValue();
                // Other algorithms, such as sha1, say nothing that is worth verifying.
                if (Digest.tryParse(text).isPresent()) {
                    claims.add(new Claim(text, name.indexOf('/') > 0 ? name : ""));
                }
            }
        }
        return claims;
    }
}
