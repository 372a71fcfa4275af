package dev.sallyport.testkit;

import dev.sallyport.oci.Digest;
import dev.sallyport.signature.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;

/** A bundle that a {@link VolumeBuilder} made; each volume is given out as often as asked for, always as it was made. */
public final class TestBundle {
    private final SigningKey key;
    private final byte[] statement;
    private final List<List<RawEntry>> volumes;

    TestBundle(SigningKey key, byte[] statement, List<List<RawEntry>> volumes) {
        this.key = key;
        this.statement = statement;
        this.volumes = volumes;
    }

    /** The statement's identity. */
    public Digest digest() {
        return Digest.sha256(statement);
    }

    /** The statement's bytes; a copy. */
    public byte[] statement() {
        return statement.clone();
    }

    /** How many volumes there are. */
    public int volumes() {
        return volumes.size();
    }

    /** Volume {@code number}, from 1, to be changed. */
    public HostileVolume open(int number) {
        return new HostileVolume(
                volumes.get(number - 1).stream().map(RawEntry::copy).toList(), key);
    }

    /** Volume {@code number}, from 1, as its bytes. */
    public byte[] volume(int number) {
        return open(number).bytes();
    }

    /** Volume {@code number}, from 1, as a stream. */
    public InputStream stream(int number) {
        return new ByteArrayInputStream(volume(number));
    }
}
