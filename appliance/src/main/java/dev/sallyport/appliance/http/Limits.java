package dev.sallyport.appliance.http;

import java.time.Duration;

/**
 * What one client, and all of them together, may ask of the server.
 *
 * @param connections how many may be open; beyond it a few more are taken from this machine itself, so that its administrator
 *     gets in
 * @param uploads how many request bodies are read at once; the next one is told to come back later
 * @param idle after this long without a byte in either direction a connection is closed; whole seconds
 * @param head how long a request's first line and headers may take, from the first byte, or from the connection's beginning
 * @param bodyWindow how often it is looked at whether a body arrives fast enough
 * @param bodyBytes how many bytes of a body at least arrive in such a time in which the server did nothing but wait for them
 */
public record Limits(int connections, int uploads, Duration idle, Duration head, Duration bodyWindow, int bodyBytes) {
    /** 2000 connections, 128 uploads, idle for 5 minutes, a head within 20 seconds, 16 KiB of a body each minute. */
    public static final Limits DEFAULT =
            new Limits(2000, 128, Duration.ofMinutes(5), Duration.ofSeconds(20), Duration.ofMinutes(1), 16 << 10);

    public Limits {
        if (connections < 1 || uploads < 1 || bodyBytes < 0) {
            throw new IllegalArgumentException("Too few: " + connections + ", " + uploads + ", " + bodyBytes);
        }
        if (idle.toSeconds() < 1) {
            throw new IllegalArgumentException("Less than a second: " + idle);
        }
        if (head.isNegative() || head.isZero() || bodyWindow.isNegative() || bodyWindow.isZero()) {
            throw new IllegalArgumentException("No time at all: " + head + ", " + bodyWindow);
        }
    }

    /** The same with another idle timeout. */
    public Limits withIdle(Duration other) {
        return new Limits(connections, uploads, other, head, bodyWindow, bodyBytes);
    }

    /** The same with another number of connections. */
    public Limits withConnections(int other) {
        return new Limits(other, uploads, idle, head, bodyWindow, bodyBytes);
    }

    /** The same with another number of uploads. */
    public Limits withUploads(int other) {
        return new Limits(connections, other, idle, head, bodyWindow, bodyBytes);
    }
}
