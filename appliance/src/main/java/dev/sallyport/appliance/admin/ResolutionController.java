package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ResolveReport;
import dev.sallyport.appliance.resolution.LocalTags;
import dev.sallyport.appliance.resolution.ReferenceResolution;
import dev.sallyport.appliance.resolution.Resolution;
import dev.sallyport.appliance.resolution.TagAnswer;
import dev.sallyport.appliance.store.TagEntry;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Platform;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What references mean, and tags that are made by hand. */
@Controller
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ResolutionController {
    private final ReferenceResolution references;
    private final LocalTags tags;

    ResolutionController(ReferenceResolution references, LocalTags tags) {
        this.references = references;
        this.tags = tags;
    }

    @Get(ApiPaths.RESOLVE)
    HttpResponse<byte[]> resolve(@QueryValue String ref, @QueryValue @Nullable String platform)
            throws IOException, SallyportException {
        return JsonAnswers.of(toReport(references.resolve(ref, platform == null ? null : Platform.parse(platform)))
                .toJson());
    }

    @Post(ApiPaths.TAGS)
    HttpResponse<byte[]> tag(HttpRequest<?> http, @Body byte[] body) throws IOException, SallyportException {
        JsonReader request = RequestBody.read(body);
        String target = request.text("target");
        Descriptor tagged = tags.tag(request.text("source"), target, AdminFilter.actor(http));
        return JsonAnswers.of(new JsonWriter()
                .put("tag", target)
                .put("digest", tagged.digest().toString())
                .toObject());
    }

    @Post(ApiPaths.TAGS_REMOVE)
    HttpResponse<byte[]> untag(HttpRequest<?> http, @Body byte[] body) throws IOException, SallyportException {
        String target = RequestBody.read(body).text("tag");
        tags.untag(target, AdminFilter.actor(http));
        return JsonAnswers.of(new JsonWriter().put("tag", target).toObject());
    }

    private static ResolveReport toReport(Resolution found) {
        TagAnswer answer = found.answer();
        TagEntry entry = found.entry();
        Descriptor platform = found.platform();
        return new ResolveReport(
                found.asked(),
                found.found(),
                found.name().repository().value(),
                found.name().rule().text(),
                answer == null ? "" : answer.rule().text(),
                answer == null || answer.tag() == null ? "" : answer.tag(),
                answer == null ? "" : answer.manifest().digest().toString(),
                answer == null ? "" : answer.manifest().mediaType(),
                entry == null ? List.of() : entry.platforms(),
                platform == null ? "" : platform.digest().toString(),
                entry == null || entry.stream() == null ? "" : entry.stream().value(),
                entry == null ? 0 : entry.sequence(),
                found.losses().stream()
                        .map(loss -> new ResolveReport.Other(loss.tag(), loss.why()))
                        .toList(),
                found.message());
    }
}
