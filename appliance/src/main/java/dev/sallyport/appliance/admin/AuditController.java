package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.AuditReport;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.CorruptJournalException;
import dev.sallyport.appliance.store.JournalReader;
import dev.sallyport.appliance.store.JournalRecord;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedValueException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The journal: who did what, and when. */
@Controller
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class AuditController {
    /** Hashes, of no use to anybody who only reads. */
    private static final Set<String> HIDDEN = Set.of("password", "secret");

    private final ApplianceStore store;
    private final Access access;

    AuditController(ApplianceStore store, Access access) {
        this.store = store;
        this.access = access;
    }

    /** A record a line, from {@code since} on; read while it is sent, because there may be millions. */
    @Get(uri = ApiPaths.AUDIT, headRoute = false)
    HttpResponse<InputStream> read(@QueryValue @Nullable String since) throws IOException, MalformedValueException {
        access.awaitRecords();
        Instant from = since == null ? Instant.MIN : parse(since);
        return HttpResponse.<InputStream>ok(new Lines(store.readJournal(), from))
                .contentType(MediaType.of(ApiPaths.LINES_TYPE));
    }

    private static Instant parse(String since) throws MalformedValueException {
        try {
            return Instant.parse(since);
        } catch (DateTimeParseException e) {
            throw new MalformedValueException("time", since, "a time such as 2026-11-21T09:00:00Z");
        }
    }

    private static AuditReport toReport(JournalRecord entry) {
        Map<String, Json> shown = new LinkedHashMap<>(entry.facts().members());
        shown.keySet().removeAll(HIDDEN);
        return new AuditReport(
                entry.number(),
                entry.time().toString(),
                entry.actor(),
                entry.action(),
                entry.object(),
                new JsonObject(shown));
    }

    private static final class Lines extends InputStream {
        private final JournalReader journal;
        private final Instant from;
        private byte[] line = new byte[0];
        private int position;
        private boolean ended;

        Lines(JournalReader journal, Instant from) {
            this.journal = journal;
            this.from = from;
        }

        @Override
        public int read() throws IOException {
            return fill() ? line[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, line.length - position);
            System.arraycopy(line, position, target, offset, count);
            position += count;
            return count;
        }

        private boolean fill() throws IOException {
            while (position == line.length && !ended) {
                JournalRecord entry = next();
                if (entry == null) {
                    ended = true;
                } else if (!entry.time().isBefore(from)) {
                    byte[] encoded = JsonWriter.encode(toReport(entry).toJson());
                    line = java.util.Arrays.copyOf(encoded, encoded.length + 1);
                    line[encoded.length] = '\n';
                    position = 0;
                }
            }
            return position < line.length;
        }

        private @Nullable JournalRecord next() throws IOException {
            try {
                return journal.next();
            } catch (CorruptJournalException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void close() throws IOException {
            journal.close();
        }
    }
}
