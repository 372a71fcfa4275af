package dev.sallyport.appliance.http;

import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Printable;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON object a line for every exchange. Event loops put lines into a bounded queue and never wait; one thread writes them.
 * Lines that do not fit, or cannot be written, are counted and lost.
 *
 * <p>The file is opened again when it was renamed or deleted, and when that is asked for.
 */
final class AccessLog implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int QUEUED = 8192;
    private static final int TOGETHER = 512;
    private static final int LONGEST_TEXT = 2048;
    private static final long LOOK_SECONDS = 1;
    private static final long END_MILLIS = 5000;

    private record Line(String text) {
        static final Line END = new Line("");
    }

    private final AccessLogTarget target;
    private final Clock clock;
    private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(QUEUED);
    private final LongAdder dropped = new LongAdder();
    private final Thread thread = new Thread(this::run, "access-log");
    private OutputStream out;
    private @Nullable Object opened;
    private volatile boolean openAgain;
    private boolean failing;

    /** Opens {@code target}. */
    AccessLog(AccessLogTarget target, Clock clock) throws IOException {
        this.target = target;
        this.clock = clock;
        this.out = target.open();
        this.opened = target.identity();
        thread.setDaemon(true);
        thread.start();
    }

    /** How many lines were lost so far. */
    long dropped() {
        return dropped.sum();
    }

    /** Opens the file again before the next line. */
    void reopen() {
        openAgain = true;
    }

    /** Takes note of an exchange that is over. Never waits. */
    void add(SocketAddress remote, Exchange exchange, long nanos) {
        if (!queue.offer(new Line(line(remote, exchange, nanos)))) {
            dropped.increment();
        }
    }

    private String line(SocketAddress remote, Exchange exchange, long nanos) {
        return JsonWriter.encodeToString(new JsonWriter()
                .put("time", clock.instant().toString())
                .put("remote", address(remote))
                .putIfPresent("user", printable(exchange.user()))
                .put("method", bounded(exchange.request.method().name()))
                .put("path", bounded(exchange.request.uri()))
                .put("route", exchange.route())
                .put("status", exchange.status)
                .put("sent", exchange.sent)
                .put("received", exchange.received)
                .put("ms", TimeUnit.NANOSECONDS.toMillis(nanos))
                .putIfPresent("agent", printable(exchange.request.headers().get(HttpHeaderNames.USER_AGENT)))
                .putIfPresent("correlation", exchange.correlation())
                .toObject());
    }

    private static String address(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress internet && internet.getAddress() != null
                ? internet.getAddress().getHostAddress()
                : "";
    }

    private static @Nullable String printable(@Nullable String text) {
        return text == null ? null : bounded(text);
    }

    private static String bounded(String text) {
        return Printable.clean(text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…");
    }

    private void run() {
        List<Line> lines = new ArrayList<>(TOGETHER);
        boolean ended = false;
        while (!ended) {
            try {
                Line first = queue.poll(LOOK_SECONDS, TimeUnit.SECONDS);
                if (first != null) {
                    lines.add(first);
                    queue.drainTo(lines, TOGETHER - 1);
                    ended = lines.remove(Line.END);
                    write(lines);
                }
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; it ends when it is told to.
            } finally {
                lines.clear();
            }
        }
        closeQuietly();
    }

    private void write(List<Line> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        try {
            openIfMoved();
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            failing = false;
        } catch (IOException e) {
            dropped.add(lines.size());
            openAgain = true;
            if (!failing) {
                LOG.warn("The access log cannot be written; lines are lost until it can", e);
            }
            failing = true;
        }
    }

    private void openIfMoved() throws IOException {
        Object now = target.identity();
        if (openAgain || now == null || !Objects.equals(now, opened)) {
            OutputStream again = target.open();
            closeQuietly();
            out = again;
            opened = target.identity();
            openAgain = false;
        }
    }

    private void closeQuietly() {
        if (target instanceof AccessLogTarget.StandardOutput) {
            return;
        }
        try {
            out.close();
        } catch (IOException e) {
            LOG.debug("The access log could not be closed", e);
        }
    }

    /** Writes what waits and closes the file. */
    @Override
    public void close() {
        try {
            queue.put(Line.END);
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
