package dev.sallyport.appliance.uploads;

import dev.sallyport.content.RunningDigest;
import dev.sallyport.oci.DigestAlgorithm;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An upload that was begun and has not ended. Its lock is held by nobody while bytes are read or written. */
final class Session {
    private final SessionId id;
    private final DigestAlgorithm algorithm;
    private @Nullable RunningDigest running;
    private Instant used;
    private long size;
    private boolean writing;

    Session(SessionId id, DigestAlgorithm algorithm, long size, Instant used) {
        this.id = id;
        this.algorithm = algorithm;
        this.size = size;
        this.used = used;
    }

    SessionId id() {
        return id;
    }

    synchronized UploadStatus status() {
        return new UploadStatus(id.value(), size);
    }

    /** Lets one request write; it says so when it has ended. */
    synchronized void begin() throws BusyUploadException {
        if (writing) {
            throw new BusyUploadException(id.value());
        }
        writing = true;
    }

    synchronized void end(Instant now) {
        writing = false;
        used = now;
    }

    synchronized void setSize(long bytes) {
        size = bytes;
    }

    /** Whether nobody wrote since before {@code instant}, nor does now; then whoever asks is the one who writes. */
    synchronized boolean retire(Instant instant) {
        if (writing || !used.isBefore(instant)) {
            return false;
        }
        writing = true;
        return true;
    }

    /** Of what has come so far. Used by whoever writes. */
    synchronized RunningDigest running() {
        if (running == null) {
            running = new RunningDigest(algorithm);
        }
        return running;
    }

    /** Gives the memory back; what has come is read again when its digest is needed. */
    synchronized void forgetDigest() {
        running = null;
    }
}
