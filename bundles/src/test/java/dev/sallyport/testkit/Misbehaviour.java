package dev.sallyport.testkit;

import dev.sallyport.oci.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** What a {@link TestRegistry} does wrong, once or several times, for the requests that a test chooses. */
public sealed interface Misbehaviour {
    /** Announces the whole body, closes the connection after this many bytes of it. */
    record BreakOff(long afterBytes) implements Misbehaviour {}

    /** Sends a body of the right length whose last byte is another, under headers that know nothing of it. */
    record WrongBytes() implements Misbehaviour {}

    /** Announces this length, sends the body as it is, and closes. */
    record WrongLength(long announced) implements Misbehaviour {}

    /** Sends no Content-Length but chunks. */
    record Chunked() implements Misbehaviour {}

    /** Sends a header with another value. */
    record WrongHeader(String name, String value) implements Misbehaviour {}

    /** Leaves a header out. */
    record NoHeader(String name) implements Misbehaviour {}

    /** Answers with a status and an error of the distribution specification. */
    record Status(int status, String code, Map<String, String> headers) implements Misbehaviour {
        public Status {
            headers = Map.copyOf(headers);
        }
    }

    /** Answers 307: to the same target at {@code base}, such as {@code http://127.0.0.2:5000}. */
    record Redirect(String base) implements Misbehaviour {}

    /** Answers 307 with exactly this Location. */
    record RedirectTo(String location) implements Misbehaviour {}

    /** Answers 200 and the whole body to a request for a part. */
    record IgnoreRange() implements Misbehaviour {}

    /** Answers 206 with the asked range in its headers, and the bytes from the start of the content. */
    record WrongRange() implements Misbehaviour {}

    /** Sends the body piece by piece with pauses in between. */
    record Trickle(int bytes, Duration pause) implements Misbehaviour {}

    /** Answers 200 and a web page, as a captive portal does. */
    record WebPage() implements Misbehaviour {}

    /** Sends this many spaces, generated while sending; announced, or in chunks. */
    record Oversized(long size, boolean announced) implements Misbehaviour {}

    /** Closes the connection without an answer. */
    record HangUp() implements Misbehaviour {}

    /** Answers nothing until the registry is closed. */
    record Silence() implements Misbehaviour {}

    /** {@link BreakOff}. */
    static Misbehaviour breakOffAfter(long bytes) {
        return new BreakOff(bytes);
    }

    /** {@link WrongBytes}. */
    static Misbehaviour wrongBytes() {
        return new WrongBytes();
    }

    /** A Docker-Content-Digest of other content. */
    static Misbehaviour wrongDigest() {
        return new WrongHeader(
                "Docker-Content-Digest", Digest.sha256(new byte[] {1}).toString());
    }

    /** 400, 401, 403, 404, 500, 502, 503 or any other status, without further headers. */
    static Misbehaviour status(int status) {
        return new Status(status, code(status), Map.of());
    }

    /** 429 with a Retry-After in seconds. */
    static Misbehaviour tooManyRequests(int retryAfterSeconds) {
        return new Status(429, code(429), Map.of("Retry-After", Integer.toString(retryAfterSeconds)));
    }

    /** 429 with a Retry-After that is a date. */
    static Misbehaviour tooManyRequestsUntil(Instant date) {
        String text = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(date);
        return new Status(429, code(429), Map.of("Retry-After", text));
    }

    /** A redirect to the same target at {@code other}. */
    static Misbehaviour redirectTo(TestRegistry other) {
        return new Redirect(other.url());
    }

    /** A redirect to the very target that was asked for. */
    static Misbehaviour redirectLoop() {
        return new Redirect("");
    }

    private static String code(int status) {
        return switch (status) {
            case 401 -> "UNAUTHORIZED";
            case 403 -> "DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "TOOMANYREQUESTS";
            default -> "UNKNOWN";
        };
    }
}
