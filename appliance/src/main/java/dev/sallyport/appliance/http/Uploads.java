package dev.sallyport.appliance.http;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which request bodies are read: others than those that answer pulls, so that hundreds of clients that send
 * slowly keep nobody from reading. There are a few more than bodies that may be read at once ({@link RequestBodies#stream}): those
 * never wait for a client, so what is queued here is soon taken, if only to be told that there is no place.
 */
@Factory
final class Uploads {
    private static final int MORE = 16;

    @Singleton
    @Named(RequestBodies.EXECUTOR)
    @Bean(preDestroy = "shutdown")
    ExecutorService executor(Limits limits) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, "upload-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return new SparingThreads(limits.uploads() + MORE, factory);
    }
}
