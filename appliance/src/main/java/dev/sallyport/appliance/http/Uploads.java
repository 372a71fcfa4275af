package dev.sallyport.appliance.http;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which request bodies are read. They are others than those that answer pulls, so that hundreds of clients that
 * send slowly keep nobody from reading; and of a bounded number: a request that finds none free is answered 503 at once.
 */
@Factory
final class Uploads {
    private static final long KEEP_SECONDS = 30;

    @Singleton
    @Named(RequestBodies.EXECUTOR)
    @Bean(preDestroy = "shutdown")
    ExecutorService executor(Limits limits, Metrics metrics) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, "upload-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        // Nothing waits in a queue: it would hold a connection whose turn may be minutes away.
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                0, limits.uploads(), KEEP_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
        metrics.gauge(
                "sallyport_http_uploads_reading", "Request bodies that are being read now.", executor::getActiveCount);
        return executor;
    }
}
