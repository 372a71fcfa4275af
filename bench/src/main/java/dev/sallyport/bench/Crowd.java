package dev.sallyport.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Many clients at once, in one thread that waits for all their connections and throws away what arrives. Each client asks for
 * the same things, one after the other, over a connection of its own: an image's manifest, its config, its layers.
 *
 * <p>They all begin at once, and once the last is done that was a round. The first round is not told of.
 */
final class Crowd {
    /** Small enough to stay in the processor's cache. */
    private static final int SCRATCH = 256 << 10;

    private static final long PATIENCE_MILLISECONDS = 60_000;
    private static final double BILLION = 1e9;

    // With many connections something has always arrived. Waiting a moment lets more of it be taken at once, which
    // costs a third
    // less where it comes in small pieces; it adds some milliseconds to a pull of seconds, whoever serves it.
    private static final int MANY = 20;
    private static final long PAUSE_NANOSECONDS = 200_000;

    private final Target target;
    private final int clients;
    private final ProcessHandle server;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
    private final List<Long> durations = new ArrayList<>();
    private double seconds;
    private double ownSeconds;
    private double serverSeconds;
    private long bytes;

    private Crowd(Target target, int clients, ProcessHandle server) {
        this.target = target;
        this.clients = clients;
        this.server = server;
    }

    /**
     * Prints one line: seconds, GiB, the median and the 99th percentile of the seconds of one client, CPU seconds of this program
     * and of the server, and how many pulls there were.
     *
     * @param arguments {@code http://HOST:PORT}; a file with a path in each line; how many clients; how many rounds, or - to go on
     *     until there is something on standard input; the server's process id; for https its certificate
     */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        if (arguments.length < 5) {
            throw new IllegalArgumentException("URL FILE-OF-PATHS CLIENTS ROUNDS|- PID [CERTIFICATE]");
        }
        Target target = new Target(
                URI.create(arguments[0]),
                Files.readAllLines(Path.of(arguments[1])),
                arguments.length > 5 ? Path.of(arguments[5]) : null);
        ProcessHandle server = ProcessHandle.of(Long.parseLong(arguments[4])).orElseThrow();
        Crowd crowd = new Crowd(target, Integer.parseInt(arguments[2]), server);
        crowd.round();
        crowd.forget();
        if (arguments[3].equals("-")) {
            while (System.in.available() == 0) {
                crowd.round();
            }
        } else {
            for (int round = 0; round < Integer.parseInt(arguments[3]); round++) {
                crowd.round();
            }
        }
        System.out.println(crowd.report());
    }

    private void round() throws IOException {
        double own = cpuSeconds(ProcessHandle.current());
        double others = cpuSeconds(server);
        long begun = System.nanoTime();
        try (Selector selector = Selector.open()) {
            for (int client = 0; client < clients; client++) {
                new Pull(target, selector);
            }
            int left = clients;
            while (left > 0) {
                if (selector.select(PATIENCE_MILLISECONDS) == 0) {
                    throw new IOException(left + " clients got nothing for " + PATIENCE_MILLISECONDS + " ms");
                }
                left -= serveSelected(selector);
                if (clients >= MANY) {
                    LockSupport.parkNanos(PAUSE_NANOSECONDS);
                }
            }
        }
        seconds += (System.nanoTime() - begun) / BILLION;
        ownSeconds += cpuSeconds(ProcessHandle.current()) - own;
        serverSeconds += cpuSeconds(server) - others;
    }

    private int serveSelected(Selector selector) throws IOException {
        int done = 0;
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        while (keys.hasNext()) {
            SelectionKey key = keys.next();
            keys.remove();
            Pull pull = (Pull) key.attachment();
            if (pull.ready(key, scratch)) {
                durations.add(pull.nanoseconds());
                bytes += pull.bytes();
                done++;
            }
        }
        return done;
    }

    private void forget() {
        durations.clear();
        bytes = 0;
        seconds = 0;
        ownSeconds = 0;
        serverSeconds = 0;
    }

    private static double cpuSeconds(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.children())
                        .mapToDouble(one -> one.info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toNanos())
                        .sum()
                / BILLION;
    }

    private String report() {
        durations.sort(null);
        return String.format(
                Locale.ROOT,
                "%.4f %.4f %.5f %.5f %.3f %.3f %d",
                seconds,
                bytes / (double) (1 << 30),
                percentile(50),
                percentile(99),
                ownSeconds,
                serverSeconds,
                durations.size());
    }

    private double percentile(int percent) {
        int rank = (durations.size() * percent + 99) / 100;
        return durations.get(rank - 1) / BILLION;
    }
}
