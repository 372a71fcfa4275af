package dev.sallyport.e2e;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The assembled appliance on this machine's loopback interface, always at the same address, killed and started again at will. */
final class StressServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int NOBODY = 20; // milliseconds between two looks at a server that starts

    private final Path data;
    private final Path logs;
    private final String address;
    private @Nullable Process process;
    private boolean up;
    private int starts;

    StressServer(Path folder) throws IOException {
        this.data = Files.createDirectories(folder.resolve("data"));
        this.logs = Files.createDirectories(folder.resolve("logs"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.address = "127.0.0.1:" + free.getLocalPort();
        }
    }

    /** HOST:PORT. */
    String address() {
        return address;
    }

    Path data() {
        return data;
    }

    /** Starts it and waits until it answers. */
    void start() throws IOException, InterruptedException {
        Path log = logs.resolve("serve-%03d".formatted(count()));
        Process started = builder("serve", "--listen", address)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process = started;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("The appliance did not start:\n" + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(NOBODY);
        }
        setUp(true);
    }

    private synchronized int count() {
        return ++starts;
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://" + address + "/v2/").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(5000);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        end(true);
    }

    /** Ends it as {@code kill} does. */
    void stop() throws InterruptedException {
        end(false);
    }

    private void end(boolean forcibly) throws InterruptedException {
        Process running = process;
        if (running == null) {
            return;
        }
        setUp(false);
        if (forcibly) {
            running.destroyForcibly();
        } else {
            running.destroy();
        }
        if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("The appliance did not stop");
        }
        process = null;
    }

    private synchronized void setUp(boolean now) {
        up = now;
        notifyAll();
    }

    synchronized boolean isUp() {
        return up;
    }

    /** How often it was started. */
    synchronized int starts() {
        return starts;
    }

    /** Waits while it is down. */
    synchronized void awaitUp() throws InterruptedException {
        while (!up) {
            wait();
        }
    }

    /** Runs a command of the appliance on its data; a failure is told by the exit code. */
    ToolRun run(Object... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(logs, "command", ".out");
        Path err = Files.createTempFile(logs, "command", ".err");
        Process command = builder(arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            command.destroyForcibly();
            throw new AssertionError("A command did not end: " + List.of(arguments));
        }
        List<String> line = new ArrayList<>();
        for (Object argument : arguments) {
            line.add(argument.toString());
        }
        ToolRun run = new ToolRun(line, command.exitValue(), Files.readString(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        return run;
    }

    private ProcessBuilder builder(Object... arguments) {
        Command command = Command.of(System.getProperty("sallyport.appliance"))
                .with(arguments)
                .with("--data", data);
        return new ProcessBuilder(command.arguments())
                .redirectInput(Path.of("/dev/null").toFile());
    }

    /** All that it wrote, of every start. */
    String output() throws IOException {
        StringBuilder output = new StringBuilder();
        for (int start = 1; start <= starts; start++) {
            output.append(Files.readString(logs.resolve("serve-%03d".formatted(start))));
        }
        return output.toString();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
