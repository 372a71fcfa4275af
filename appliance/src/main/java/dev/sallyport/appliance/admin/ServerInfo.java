package dev.sallyport.appliance.admin;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** What the server knows of itself. Thread-safe. */
public final class ServerInfo {
    private final String version;
    private final Instant started;
    private final Supplier<List<String>> notices;
    private volatile String address = "";

    /** @param notices what its start had to put right, and what of it needs somebody's attention now, one sentence each */
    public ServerInfo(String version, Instant started, Supplier<List<String>> notices) {
        this.version = requireNonNull(version, "version is null");
        this.started = requireNonNull(started, "started is null");
        this.notices = requireNonNull(notices, "notices is null");
    }

    /** Says where clients reach it, once that is known. */
    public void listensAt(String url) {
        address = requireNonNull(url, "url is null");
    }

    String version() {
        return version;
    }

    Instant started() {
        return started;
    }

    String address() {
        return address;
    }

    List<String> notices() {
        return notices.get();
    }
}
