package dev.sallyport.workload;

import dev.sallyport.oci.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a program with an environment of its own, bounded in time and output. However it ends, nothing that it started is
 * left running.
 */
final class BoundedProcess {
    private static final int MOST_MESSAGES = 64 << 10;
    private static final Duration LOOK = Duration.ofMillis(50);

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path folder;
    private final Duration timeout;
    private final int mostOutput;

    BoundedProcess(
            List<String> command, Map<String, String> environment, Path folder, Duration timeout, int mostOutput) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.folder = folder;
        this.timeout = timeout;
        this.mostOutput = mostOutput;
    }

    /** What it wrote to its standard output, if it ended well. */
    byte[] run() throws InterruptedException, RenderFailedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new RenderFailedException(
                    "it cannot be started: " + Printable.shorten(String.valueOf(e.getMessage())));
        }
        Set<ProcessHandle> started = new HashSet<>();
        try {
            return await(process, started);
        } finally {
            end(process, started);
        }
    }

    private byte[] await(Process process, Set<ProcessHandle> started)
            throws InterruptedException, RenderFailedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        CompletableFuture<byte[]> output = reading(process.getInputStream(), mostOutput + 1);
        CompletableFuture<byte[]> messages = reading(process.getErrorStream(), MOST_MESSAGES);
        try {
            // A program that started others may be gone and its output still open.
            byte[] written = watched(output, process, started, deadline);
            if (written.length > mostOutput) {
                throw new RenderFailedException("it wrote more than " + mostOutput + " bytes");
            }
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw tooSlow();
            }
            if (process.exitValue() != 0) {
                byte[] said = messages.get(Math.max(deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
                throw new RenderFailedException("it ended with " + process.exitValue() + ": "
                        + Printable.shorten(new String(said, StandardCharsets.UTF_8).strip()));
            }
            return written;
        } catch (TimeoutException e) {
            throw tooSlow();
        } catch (ExecutionException e) {
            throw new RenderFailedException("its output cannot be read");
        }
    }

    // What it starts is nobody's once it is gone itself, so it is looked for while it runs.
    private static byte[] watched(
            CompletableFuture<byte[]> output, Process process, Set<ProcessHandle> started, long deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            process.descendants().forEach(started::add);
            long left = deadline - System.nanoTime();
            try {
                return output.get(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (left <= LOOK.toNanos()) {
                    throw e;
                }
            }
        }
    }

    private RenderFailedException tooSlow() {
        return new RenderFailedException("it took more than " + timeout.toSeconds() + " s and was ended");
    }

    private static CompletableFuture<byte[]> reading(InputStream in, int most) {
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(in, most, read), "helm output");
        reader.setDaemon(true);
        reader.start();
        return read;
    }

    private static void read(InputStream in, int most, CompletableFuture<byte[]> read) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            int n = in.read(buffer);
            // Messages beyond the most are read and dropped, so that nobody waits for room; too much output ends all.
            while (n >= 0 && kept.size() < most) {
                kept.write(buffer, 0, Math.min(n, most - kept.size()));
                n = in.read(buffer);
            }
            read.complete(kept.toByteArray());
            while (n >= 0) {
                n = in.read(buffer);
            }
        } catch (IOException e) {
            read.completeExceptionally(e);
        }
    }

    private static void end(Process process, Set<ProcessHandle> started) {
        process.descendants().forEach(started::add);
        // By its handle: Process would also close streams that a thread still reads, and may wait for that one.
        process.toHandle().destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }
}
