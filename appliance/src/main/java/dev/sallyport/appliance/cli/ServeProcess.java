package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A server that runs until the process is told to stop. */
final class ServeProcess {
    private static final int INTERRUPTED = 130;

    private final Server server;
    private final Duration stopTimeout;
    private final Consumer<String> messages;
    private final Supervisor supervisor = new Supervisor(System.getenv("NOTIFY_SOCKET"));
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    ServeProcess(Server server, Duration stopTimeout, Consumer<String> messages) {
        this.server = server;
        this.stopTimeout = stopTimeout;
        this.messages = messages;
    }

    /** Waits until SIGTERM or SIGINT comes and stops the server in order; the exit code. */
    int run(Path data) throws IOException, InterruptedException {
        boolean signals = Signals.handle("TERM", this::askedToStop) && Signals.handle("INT", this::askedToStop);
        Signals.handle("HUP", server::reopenAccessLog);
        if (!signals) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::stopBeforeExit, "stop"));
        }
        server.notices().forEach(notice -> messages.accept("notice: " + notice));
        messages.accept("serving " + data + " at " + server.uri());
        supervisor.ready("serving at " + server.uri());
        stop.await();
        messages.accept("stopping; requests have " + stopTimeout.toSeconds() + " s to finish");
        supervisor.stopping();
        try {
            server.stop(stopTimeout);
            return 0;
        } finally {
            stopped.countDown();
        }
    }

    private void askedToStop() {
        stop.countDown();
        if (asked.incrementAndGet() > 1) {
            // The journal is safe at any instant; only politeness is lost.
            Runtime.getRuntime().halt(INTERRUPTED);
        }
    }

    private void stopBeforeExit() {
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
