package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.TagEventReport;
import dev.sallyport.appliance.resolution.ReferenceResolution;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.ImageName;
import dev.sallyport.appliance.store.TagEvent;
import dev.sallyport.appliance.store.TagHistory;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonWriter;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tags named before. */
@Controller
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class HistoryController {
    private static final int PAGE = 1000;

    private final TagHistory history;
    private final ReferenceResolution references;

    HistoryController(ApplianceStore store, ReferenceResolution references) {
        this.history = store.tagHistory();
        this.references = references;
    }

    /** A page of what happened to a tag, the newest first; {@code next}, if it is there, is what the next page is asked for with. */
    @Get(ApiPaths.HISTORY)
    HttpResponse<byte[]> history(@QueryValue String ref, @QueryValue @Nullable String after)
            throws IOException, SallyportException {
        ImageName tag = references.tag(ref);
        TagEvent.Position before = after == null ? null : HistoryKey.parse(after);
        List<TagEvent> page = history.events(tag.repository(), tag.requireTag(), before, PAGE);
        if (page.isEmpty() && before == null) {
            throw references.withoutHistory(ref);
        }
        JsonWriter json = new JsonWriter()
                .put("tag", tag.toString())
                .putAll("events", page, event -> toReport(event).toJson());
        if (page.size() == PAGE) {
            json.put("next", HistoryKey.encode(page.get(PAGE - 1).position()));
        }
        return JsonAnswers.of(json.toObject());
    }

    private static TagEventReport toReport(TagEvent event) {
        return new TagEventReport(
                event.time().toString(),
                event.actor(),
                event.stream() == null ? "" : event.stream().value(),
                event.stream() == null ? 0 : event.number(),
                event.publisher(),
                text(event.before()),
                text(event.after()),
                event.shown());
    }

    private static String text(@Nullable Digest digest) {
        return digest == null ? "" : digest.toString();
    }
}
