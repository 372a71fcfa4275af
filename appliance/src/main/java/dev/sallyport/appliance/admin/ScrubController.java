package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ScrubReport;
import dev.sallyport.appliance.jobs.DamagedBlob;
import dev.sallyport.appliance.jobs.Job;
import dev.sallyport.appliance.jobs.Jobs;
import dev.sallyport.appliance.jobs.ScrubState;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.StrictJson;
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
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reading all blobs again, and what that found. */
@Controller
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ScrubController {
    private static final int MAX_REQUEST = 4 << 10;

    private final Jobs jobs;

    ScrubController(Jobs jobs) {
        this.jobs = jobs;
    }

    /** How far the reading in the background is. */
    @Get(ApiPaths.SCRUB)
    HttpResponse<byte[]> state() throws IOException {
        return JsonAnswers.of(toReport(null, jobs.scrubState()).toJson());
    }

    /** Begins to read everything, {@code bytesPerSecond} of it, or as much as the disk gives if that is 0. */
    @Post(ApiPaths.SCRUB)
    HttpResponse<byte[]> begin(@Body byte[] body) throws IOException, SallyportException {
        JsonReader request = StrictJson.parseObject("the request", body, MAX_REQUEST);
        Job<ScrubState> job = jobs.scrub(request.size("bytesPerSecond"));
        return JsonAnswers.of(toReport(job, jobs.scrubState()).toJson());
    }

    @Get(ApiPaths.SCRUB + "/jobs/{id}")
    HttpResponse<byte[]> job(long id) throws IOException, SallyportException {
        return JsonAnswers.of(toReport(jobs.scrubJob(id), jobs.scrubState()).toJson());
    }

    private static ScrubReport toReport(@Nullable Job<ScrubState> job, ScrubState state) {
        return new ScrubReport(
                job == null ? 0 : job.id(),
                job == null ? "" : job.state().name(),
                job == null ? 0 : job.done(),
                job == null ? 0 : job.total(),
                text(state.begun()),
                text(state.ended()),
                state.read().files(),
                state.read().bytes(),
                state.damaged().stream().map(ScrubController::toReport).toList(),
                job == null ? "" : job.failure().map(SpaceController::problem).orElse(""));
    }

    private static ScrubReport.Damaged toReport(DamagedBlob blob) {
        return new ScrubReport.Damaged(
                blob.digest().toString(), blob.found().toString(), blob.reason(), blob.images(), text(blob.healed()));
    }

    private static String text(@Nullable Instant time) {
        return time == null ? "" : time.toString();
    }
}
