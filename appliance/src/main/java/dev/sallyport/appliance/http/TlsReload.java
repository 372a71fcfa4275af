package dev.sallyport.appliance.http;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the certificate and key files again when they change. What cannot be used, because it is broken or because only one of the
 * two has been replaced so far, changes nothing: it is said once, and read again when it changes again.
 *
 * <p>The files are looked at rather than watched: certificates often lie behind symbolic links that are switched.
 */
final class TlsReload implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);
    private static final long SECONDS = 10;

    private final TlsFiles files;
    private final TlsIdentity identity;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "certificates");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable State seen;

    private record State(FileTime certificate, long certificateSize, FileTime key, long keySize) {
        static State of(TlsFiles files) throws IOException {
            Path certificate = files.certificate();
            Path key = files.key();
            return new State(
                    Files.getLastModifiedTime(certificate),
                    Files.size(certificate),
                    Files.getLastModifiedTime(key),
                    Files.size(key));
        }
    }

    /** @param identity what {@code files} had when the server began to use it */
    TlsReload(TlsFiles files, TlsIdentity identity) {
        this.files = files;
        this.identity = identity;
    }

    /** Looks from now on. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the timer, and throws nothing
    TlsReload start() {
        check();
        timer.scheduleWithFixedDelay(this::check, SECONDS, SECONDS, TimeUnit.SECONDS);
        return this;
    }

    /** Looks once. */
    synchronized void check() {
        State now;
        try {
            now = State.of(files);
        } catch (IOException e) {
            // In the middle of being replaced, or gone: what was read stays.
            return;
        }
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            if (identity.replace(TlsIdentity.read(files))) {
                LOG.info("The server's certificate was replaced by that in {}", files.certificate());
            }
        } catch (TlsFilesException e) {
            LOG.error("{}; the certificate that was read before is used on", e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
