package dev.sallyport.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.signature.Envelope;
import dev.sallyport.signature.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;

/**
 * One volume as a list of entries that a test may change in any way. Documents can be edited as text; what is above them, up to
 * the signature, then follows, so that the reader gets as far as the lie.
 */
public final class HostileVolume {
    private static final String ENVELOPE = "bundle.dsse.json";

    private final List<RawEntry> entries;
    private final SigningKey key;
    private byte[] trailer = new byte[1024];

    HostileVolume(List<RawEntry> entries, SigningKey key) {
        this.entries = new ArrayList<>(entries);
        this.key = key;
    }

    /** The entries in order, to be changed in place. */
    public List<RawEntry> entries() {
        return entries;
    }

    /** The first entry of which the name starts so. */
    public RawEntry entry(String start) {
        return entries.get(indexOf(start));
    }

    /** The place of the first entry of which the name starts so. */
    public int indexOf(String start) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).name().startsWith(start)) {
                return i;
            }
        }
        throw new NoSuchElementException(start);
    }

    /** What follows the last entry instead of two blocks of zeros. */
    public HostileVolume trailer(byte[] bytes) {
        trailer = bytes.clone();
        return this;
    }

    /** Edits the statement and signs it again, under the same payload type. */
    public HostileVolume editStatement(UnaryOperator<String> edit) {
        return sign(envelope().payloadType(), edit.apply(statement()), List.of(key));
    }

    /** Signs the statement again with other keys. */
    public HostileVolume signedBy(List<SigningKey> keys) {
        return sign(envelope().payloadType(), statement(), keys);
    }

    /** Signs the statement again as something else. */
    public HostileVolume payloadType(String type) {
        return sign(type, statement(), List.of(key));
    }

    /** Edits a listing, the index or another document, has the statement name the new one, and signs it again. */
    public HostileVolume editDocument(String path, UnaryOperator<String> edit) {
        RawEntry document = entry(path);
        byte[] before = document.content();
        byte[] after = edit.apply(new String(before, UTF_8)).getBytes(UTF_8);
        document.content(after);
        return editStatement(statement -> statement.replace(identity(before), identity(after)));
    }

    /** The statement as text. */
    public String statement() {
        return new String(envelope().payload(), UTF_8);
    }

    private Envelope envelope() {
        try {
            return Envelope.parse(entry(ENVELOPE).content());
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("The envelope was broken before", e);
        }
    }

    private HostileVolume sign(String type, String statement, List<SigningKey> keys) {
        entry(ENVELOPE)
                .content(Envelope.sign(type, statement.getBytes(UTF_8), keys).encode());
        return this;
    }

    /** How a descriptor in the statement names {@code content}. */
    static String identity(byte[] content) {
        return "\"digest\":\"" + Digest.sha256(content) + "\",\"size\":" + content.length;
    }

    /** The archive. */
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entries.forEach(entry -> out.writeBytes(entry.bytes()));
        out.writeBytes(trailer);
        return out.toByteArray();
    }

    /** The archive as a stream. */
    public InputStream stream() {
        return new ByteArrayInputStream(bytes());
    }
}
