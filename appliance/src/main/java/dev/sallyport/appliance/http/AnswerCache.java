package dev.sallyport.appliance.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Small answers as controllers gave them, to be given again as long as nothing has changed: thousands of clients ask for the
 * same few manifests, and for the same few blobs. Of a blob it keeps where to open it. What may be kept, a controller says ({@link RequestFacts#reusable}); until when, the {@link
 * AnswerVersion} does. However still the store is, no answer is given for longer than ten seconds: rules that depend on
 * time count again then.
 *
 * <p>Bounded in bytes; when it is full it is emptied. Thread-safe.
 */
@Singleton
final class AnswerCache {
    /** Bytes of a body at most. */
    static final int LARGEST_BODY = 64 << 10;

    private static final int LONGEST_KEY = 1024;
    private static final long MOST_BYTES = 8 << 20;
    /** Headers, map entry and objects, roughly. */
    private static final int OVERHEAD = 1 << 10;

    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    private final @Nullable AnswerVersion version;
    private volatile Generation generation = new Generation(0);

    /** One answer; the headers are shared and never changed. What comes behind them is {@code blob} if that is not null. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(
            HttpResponseStatus status,
            HttpHeaders headers,
            byte[] body,
            BlobBody.@Nullable Again blob,
            String route,
            long kept) {}

    /** What was answered while nothing changed. */
    private static final class Generation {
        final long version;
        final Map<String, Answer> answers = new ConcurrentHashMap<>();
        long bytes;

        Generation(long version) {
            this.version = version;
        }
    }

    AnswerCache(List<AnswerVersion> versions) {
        version = versions.isEmpty() ? null : versions.get(0);
    }

    boolean enabled() {
        return version != null;
    }

    /** The number to give back with an answer, to be asked for before the answer is worked out. */
    long version() {
        return version == null ? 0 : version.current();
    }

    /** The answer to give again; null if there is none. */
    @Nullable
    Answer find(String key, long now) {
        Generation current = generation;
        Answer answer = current.version == now ? current.answers.get(key) : null;
        return answer == null || System.nanoTime() - answer.kept() > KEPT_NANOS ? null : answer;
    }

    /** Keeps {@code answer}, which began to be worked out at {@code asOf}. */
    synchronized void keep(String key, long asOf, Answer answer) {
        if (key.length() > LONGEST_KEY || answer.body().length > LARGEST_BODY) {
            return;
        }
        long bytes = 2L * key.length() + answer.body().length + OVERHEAD;
        if (generation.version != asOf || generation.bytes + bytes > MOST_BYTES) {
            generation = new Generation(asOf);
        }
        if (generation.answers.put(key, answer) == null) {
            generation.bytes += bytes;
        }
    }
}
