package dev.sallyport.appliance.http;

import org.jspecify.annotations.Nullable;

/** The access log, if there is one. */
record AccessLogHolder(@Nullable AccessLog log) implements AutoCloseable {
    @Override
    public void close() {
        if (log != null) {
            log.close();
        }
    }
}
