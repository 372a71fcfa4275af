package dev.sallyport.appliance;

import dev.sallyport.appliance.http.Metrics;
import dev.sallyport.appliance.imports.ImportState;
import dev.sallyport.appliance.imports.Imports;
import dev.sallyport.appliance.jobs.CollectionReport;
import dev.sallyport.appliance.jobs.Jobs;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.uploads.Uploads;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the server tells of itself in figures, besides what it counts of requests. */
final class ServerMetrics {
    /** Looking at every import reads its documents. */
    private static final Duration IMPORT_STATES_KEPT = Duration.ofMinutes(1);

    private final ApplianceStore store;
    private final Imports imports;
    private final Jobs jobs;
    private final Uploads uploads;

    ServerMetrics(ApplianceStore store, Imports imports, Jobs jobs, Uploads uploads) {
        this.store = store;
        this.imports = imports;
        this.jobs = jobs;
        this.uploads = uploads;
    }

    void register(Metrics metrics) {
        registerStore(metrics);
        registerSpace(metrics);
        metrics.gauge("sallyport_uploads_open", "Uploads begun and not ended.", uploads::open);
    }

    private void registerStore(Metrics metrics) {
        metrics.gauge(
                "sallyport_store_free_bytes",
                "Room left where the data folder is.",
                () -> Files.getFileStore(store.folder().root()).getUsableSpace());
        metrics.counter("sallyport_journal_records_total", "Changes that the journal has.", store::journalRecords);
        metrics.gauge("sallyport_store_writable", "1 if the store takes changes.", () -> store.writable() ? 1 : 0);
        metrics.gauges(
                "sallyport_imports",
                "Imports by state.",
                "state",
                Metrics.keptFor(IMPORT_STATES_KEPT, this::importStates));
        Runtime runtime = Runtime.getRuntime();
        metrics.gauge(
                "sallyport_heap_bytes", "Heap in use.", () -> (double) runtime.totalMemory() - runtime.freeMemory());
    }

    private void registerSpace(Metrics metrics) {
        metrics.gauge(
                "sallyport_collection_freed_bytes",
                "What the last collection that came to its end gave back to the disk.",
                () -> jobs.lastCollection().map(CollectionReport::freed).orElse(0L));
        metrics.gauge(
                "sallyport_collection_end_seconds",
                "When that was, as seconds since 1970; 0 if there was none since the start.",
                () -> jobs.lastCollection()
                        .map(report -> report.ended().getEpochSecond())
                        .orElse(0L));
        metrics.gauge(
                "sallyport_scrub_read_bytes",
                "What was read of this round over all blobs.",
                () -> jobs.scrubState().read().bytes());
        metrics.gauge(
                "sallyport_damaged_blobs",
                "Blobs that are damaged and were not healed yet.",
                () -> jobs.scrubState().open().size());
    }

    private Map<String, Double> importStates() throws IOException {
        Map<String, Double> states = new TreeMap<>();
        for (ImportState state : ImportState.values()) {
            states.put(state.name().toLowerCase(Locale.ROOT), 0d);
        }
        try {
            imports.list()
                    .forEach(status -> states.merge(status.state().name().toLowerCase(Locale.ROOT), 1d, Double::sum));
        } catch (SallyportException e) {
            throw new IOException("The imports cannot be listed", e);
        }
        return states;
    }
}
