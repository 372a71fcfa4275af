package dev.sallyport.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Pushes many blobs over some connections, each by a POST and a PUT as clients do, and says how long that took. */
final class Pushes {
    private static final String REPOSITORY = "bench/pushed";

    private final List<Blob> blobs = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Blob(String hex, byte[] content) {}

    private Pushes(int count, int size) {
        // Never the same ones again: a server may be quicker with what it has.
        Random random = new Random(System.nanoTime());
        for (int i = 0; i < count; i++) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            blobs.add(new Blob(SmallImages.hex(content), content));
        }
    }

    /**
     * Pushes as many once to get everything going, then others, and prints the seconds that these took.
     *
     * @param arguments a registry's HOST:PORT, how many blobs, bytes of each, how many connections; a command to run after each
     *     blob, if there is one
     */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        if (arguments.length < 4) {
            throw new IllegalArgumentException("HOST:PORT COUNT BYTES CONNECTIONS [COMMAND]");
        }
        int count = Integer.parseInt(arguments[1]);
        int size = Integer.parseInt(arguments[2]);
        int connections = Integer.parseInt(arguments[3]);
        String after = arguments.length > 4 ? arguments[4] : null;
        new Pushes(count, size).run(arguments[0], connections, null);
        double seconds = new Pushes(count, size).run(arguments[0], connections, after);
        System.out.printf(Locale.ROOT, "%.4f%n", seconds);
    }

    private double run(String registry, int connections, @Nullable String after)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<?>> running = new ArrayList<>();
            long begun = System.nanoTime();
            for (int i = 0; i < connections; i++) {
                running.add(threads.submit(() -> {
                    push(registry, after);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            return (System.nanoTime() - begun) / 1e9;
        } finally {
            threads.shutdownNow();
        }
    }

    private void push(String registry, @Nullable String after) throws IOException {
        Process shell = after == null ? null : shell(after);
        try (RawClient client = new RawClient(registry)) {
            for (int i = next.getAndIncrement(); i < blobs.size(); i = next.getAndIncrement()) {
                push(client, blobs.get(i));
                if (shell != null) {
                    runOnce(shell);
                }
            }
        } finally {
            if (shell != null) {
                shell.destroy();
            }
        }
    }

    private static void push(RawClient client, Blob blob) throws IOException {
        String location = client.send("POST", "/v2/" + REPOSITORY + "/blobs/uploads/", new byte[0])
                .expect(202)
                .location();
        String digest = (location.indexOf('?') < 0 ? "?" : "&") + "digest=sha256:" + blob.hex();
        client.send("PUT", location + digest, blob.content()).expect(201);
    }

    /** Runs the command once for each line it reads: much cheaper than a new process of this one. */
    private static Process shell(String command) throws IOException {
        return new ProcessBuilder("sh", "-c", "while read -r line; do " + command + "; echo; done")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void runOnce(Process shell) throws IOException {
        OutputStream in = shell.getOutputStream();
        in.write('\n');
        in.flush();
        int next;
        do {
            next = shell.getInputStream().read();
            if (next < 0) {
                throw new IOException("The command that runs after each blob has ended");
            }
        } while (next != '\n');
    }
}
