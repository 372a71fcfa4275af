package dev.sallyport.appliance.access;

import dev.sallyport.appliance.store.UserEntry;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records failed logins behind the answers to them: an answer that waited for the disk would tell which names there are, because some
 * records are already there. If more come than can be written the rest leave no record. Thread-safe.
 */
final class FailedLogins {
    private static final Logger LOG = LoggerFactory.getLogger(FailedLogins.class);
    private static final int MOST_WAITING = 1000;

    private final Principals principals;
    private final Clock clock;
    private final ThreadPoolExecutor thread;
    private final Object monitor = new Object();
    private long taken;
    private long done;

    FailedLogins(Principals principals, Clock clock) {
        this.principals = principals;
        this.clock = clock;
        this.thread =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread made = new Thread(task, "failed-logins");
                    made.setDaemon(true);
                    return made;
                });
        thread.allowCoreThreadTimeOut(true);
    }

    /** @param user null if nobody has the name that was given */
    void record(@Nullable UserEntry user, InetAddress remote) {
        String address = LoginThrottle.group(remote);
        Instant time = clock.instant();
        synchronized (monitor) {
            try {
                thread.execute(() -> write(user, address, time));
                taken++;
            } catch (RejectedExecutionException e) {
                LOG.debug("A failed login leaves no record: too many wait to be written, or this ends");
            }
        }
    }

    private void write(@Nullable UserEntry user, String address, Instant time) {
        try {
            principals.loginFailed(user == null ? null : user.name(), address, time);
        } catch (IOException | SallyportException | RuntimeException e) {
            LOG.error("A failed login could not be written into the journal", e);
        } finally {
            synchronized (monitor) {
                done++;
                monitor.notifyAll();
            }
        }
    }

    /** Returns when those that failed so far are written. */
    void await() {
        synchronized (monitor) {
            long last = taken;
            try {
                while (done < last) {
                    monitor.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Writes what is left. */
    void close() {
        thread.shutdown();
        await();
    }
}
