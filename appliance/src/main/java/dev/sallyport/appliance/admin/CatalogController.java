package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ImageReport;
import dev.sallyport.appliance.api.ReleaseReport;
import dev.sallyport.appliance.store.Catalog;
import dev.sallyport.appliance.store.Image;
import dev.sallyport.appliance.store.Release;
import dev.sallyport.oci.Json;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was published, for people. */
@Controller
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class CatalogController {
    private static final int PAGE = 1000;

    private final Catalog catalog;

    CatalogController(Catalog catalog) {
        this.catalog = catalog;
    }

    @Get(ApiPaths.RELEASES)
    HttpResponse<byte[]> releases() throws IOException {
        return JsonAnswers.list(
                "releases", catalog.releases(), release -> toReport(release).toJson());
    }

    /** A page of images; {@code next}, if it is there, is what the next page is asked for with. */
    @Get(ApiPaths.IMAGES)
    HttpResponse<byte[]> images(@QueryValue @Nullable String after) throws IOException {
        Optional<PageKey> key = PageKey.parse(after);
        List<Image> page = catalog.images(key.map(PageKey::toImage).orElse(null), PAGE);
        List<Json> reports = new ArrayList<>();
        page.forEach(image -> reports.add(toReport(image).toJson()));
        JsonWriter json = new JsonWriter().putAll("images", reports, report -> report);
        if (page.size() == PAGE) {
            json.put("next", PageKey.of(page.get(PAGE - 1)).encode());
        }
        return JsonAnswers.of(json.toObject());
    }

    private static ReleaseReport toReport(Release release) {
        return new ReleaseReport(
                release.stream().value(),
                release.sequence(),
                release.statement().toString(),
                release.publisher(),
                release.published().toString(),
                release.tags(),
                release.current());
    }

    private static ImageReport toReport(Image image) {
        String tag = image.tag();
        return new ImageReport(
                image.repository().value(),
                tag == null ? "" : tag,
                image.digest().toString(),
                image.platforms(),
                image.size(),
                image.streamName(),
                image.sequence());
    }
}
