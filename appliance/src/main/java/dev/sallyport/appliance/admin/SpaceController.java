package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.GcReport;
import dev.sallyport.appliance.api.GcRequest;
import dev.sallyport.appliance.api.QuotaReport;
import dev.sallyport.appliance.jobs.CollectionOptions;
import dev.sallyport.appliance.jobs.CollectionReport;
import dev.sallyport.appliance.jobs.Job;
import dev.sallyport.appliance.jobs.Jobs;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.QuotaPrefix;
import dev.sallyport.content.StoredAmount;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.StrictJson;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.time.Duration;

/** What the disk is used for: collections and quotas. */
@Controller
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class SpaceController {
    private static final Duration LONGEST_GRACE = Duration.ofDays(36_500);

    private final ApplianceStore store;
    private final Jobs jobs;

    SpaceController(ApplianceStore store, Jobs jobs) {
        this.store = store;
        this.jobs = jobs;
    }

    /** Begins a collection; its number says where to ask for it. */
    @Post(ApiPaths.GC)
    HttpResponse<byte[]> collect(HttpRequest<?> http, @Body byte[] body) throws SallyportException {
        GcRequest request = GcRequest.read(StrictJson.parseObject("the request", body, GcRequest.MAX_SIZE));
        if (request.graceSeconds() > LONGEST_GRACE.toSeconds()) {
            throw new MalformedValueException(
                    "grace",
                    Long.toString(request.graceSeconds()),
                    "at most " + LONGEST_GRACE.toSeconds() + " seconds");
        }
        Duration grace =
                request.graceSeconds() < 0 ? jobs.settings().grace() : Duration.ofSeconds(request.graceSeconds());
        CollectionOptions options =
                new CollectionOptions(grace, request.untagged(), request.dryRun(), false, AdminFilter.actor(http));
        return JsonAnswers.of(toReport(jobs.collect(options)).toJson());
    }

    @Get(ApiPaths.GC + "/{id}")
    HttpResponse<byte[]> collection(long id) throws SallyportException {
        return JsonAnswers.of(toReport(jobs.collection(id)).toJson());
    }

    /** The last collections, the newest first. */
    @Get(ApiPaths.GC)
    HttpResponse<byte[]> collections() {
        return JsonAnswers.list(
                "collections", jobs.collections(), job -> toReport(job).toJson());
    }

    @Get(ApiPaths.QUOTAS)
    HttpResponse<byte[]> quotas() throws IOException {
        return JsonAnswers.list(
                "quotas",
                store.quotas().list(),
                quota -> new QuotaReport(quota.prefix().text(), quota.limit(), quota.used()).toJson());
    }

    @Post(ApiPaths.QUOTAS)
    HttpResponse<byte[]> setQuota(HttpRequest<?> http, @Body byte[] body) throws IOException, SallyportException {
        QuotaReport request = QuotaReport.read(StrictJson.parseObject("the request", body, QuotaReport.MAX_SIZE));
        QuotaPrefix prefix = QuotaPrefix.parse(request.prefix());
        store.quotas().set(prefix, request.limit(), AdminFilter.actor(http));
        return quotas();
    }

    /** Whether there was such a quota. */
    @Post(ApiPaths.QUOTAS_REMOVE)
    HttpResponse<byte[]> removeQuota(HttpRequest<?> http, @Body byte[] body) throws IOException, SallyportException {
        JsonReader request = StrictJson.parseObject("the request", body, QuotaReport.MAX_SIZE);
        QuotaPrefix prefix = QuotaPrefix.parse(request.text("prefix"));
        boolean removed = store.quotas().remove(prefix, AdminFilter.actor(http));
        return JsonAnswers.of(new JsonWriter()
                .put("prefix", prefix.text())
                .put("removed", removed)
                .toObject());
    }

    static GcReport toReport(Job<CollectionReport> job) {
        return new GcReport(
                job.id(),
                job.state().name(),
                job.step(),
                job.done(),
                job.total(),
                job.result().map(SpaceController::toResult).orElse(null),
                job.failure().map(SpaceController::problem).orElse(""));
    }

    // Only what was foreseen is told; the log has the rest.
    static String problem(Exception failure) {
        return failure instanceof SallyportException expected
                ? expected.getMessage() + ". " + expected.remedy()
                : "It failed; the server's log says why.";
    }

    private static GcReport.Result toResult(CollectionReport report) {
        return new GcReport.Result(
                report.dryRun(),
                report.started().toString(),
                report.ended().toString(),
                report.retired(),
                amount(report.links()),
                report.examined(),
                amount(report.trashed()),
                amount(report.purged()),
                amount(report.uploads()),
                report.freed(),
                report.skipped(),
                report.finished());
    }

    private static GcReport.Amount amount(StoredAmount amount) {
        return new GcReport.Amount(amount.files(), amount.bytes());
    }
}
