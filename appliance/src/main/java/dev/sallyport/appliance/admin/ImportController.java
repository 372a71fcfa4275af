package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ImportReport;
import dev.sallyport.appliance.api.OmittedReport;
import dev.sallyport.appliance.api.WantedEntries;
import dev.sallyport.appliance.imports.ImportStatus;
import dev.sallyport.appliance.imports.Imports;
import dev.sallyport.appliance.imports.ReceiveOptions;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonWriter;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Imports: takes volume streams, says what is missing, publishes and discards. */
@Controller
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ImportController {
    private final Imports imports;

    ImportController(Imports imports) {
        this.imports = imports;
    }

    @Post(ApiPaths.VOLUMES)
    HttpResponse<byte[]> receive(HttpRequest<?> request, @QueryValue(defaultValue = "false") boolean hold)
            throws IOException, SallyportException {
        // The body is read as it comes: it may have hundreds of gigabytes.
        try (CloseableByteBody body =
                        ((ServerHttpRequest<?>) request).byteBody().move();
                InputStream in = body.toInputStream()) {
            return JsonAnswers.of(toReport(imports.receive(in, new ReceiveOptions(hold, AdminFilter.actor(request))))
                    .toJson());
        }
    }

    @Get(ApiPaths.IMPORTS)
    HttpResponse<byte[]> list() throws IOException, SallyportException {
        return JsonAnswers.list(
                "imports", imports.list(), status -> toReport(status).toJson());
    }

    @Get(ApiPaths.IMPORTS + "/{id}")
    HttpResponse<byte[]> status(String id) throws IOException, SallyportException {
        return JsonAnswers.of(toReport(imports.status(Digest.parse(id))).toJson());
    }

    @Get(ApiPaths.IMPORTS + "/{id}/wanted")
    HttpResponse<byte[]> wanted(String id, @QueryValue int volume) throws IOException, SallyportException {
        List<WantedEntries.Entry> entries = imports.wanted(Digest.parse(id), volume).stream()
                .map(entry -> new WantedEntries.Entry(entry.digest(), entry.size()))
                .toList();
        return JsonAnswers.of(new WantedEntries(entries).encode());
    }

    @Get(ApiPaths.IMPORTS + "/{id}/omitted")
    HttpResponse<byte[]> omitted(String id) throws IOException, SallyportException {
        Omitted omitted = imports.omitted(Digest.parse(id));
        List<OmittedReport> reports = new ArrayList<>();
        omitted.images()
                .forEach(image -> reports.add(new OmittedReport(image.image().toString(), "", "", image.reason())));
        omitted.content()
                .forEach(content -> reports.add(new OmittedReport(
                        content.child().digest().toString(),
                        content.parent().toString(),
                        content.child().platformText(),
                        content.reason())));
        return JsonAnswers.list("omitted", reports, OmittedReport::toJson);
    }

    @Post(ApiPaths.IMPORTS + "/{id}/publish")
    HttpResponse<byte[]> publish(HttpRequest<?> request, String id) throws IOException, SallyportException {
        return JsonAnswers.of(toReport(imports.publish(Digest.parse(id), AdminFilter.actor(request)))
                .toJson());
    }

    /** To discard what is complete and to abandon what is not are one thing here: its documents go, and nothing else. */
    @Post(uris = {ApiPaths.IMPORTS + "/{id}/discard", ApiPaths.IMPORTS + "/{id}/abandon"})
    HttpResponse<byte[]> discard(String id) throws IOException, SallyportException {
        imports.discard(Digest.parse(id));
        return JsonAnswers.of(new JsonWriter().put("import", id).toObject());
    }

    private static ImportReport toReport(ImportStatus status) {
        return new ImportReport(
                status.id().toString(),
                status.stream().value(),
                status.sequence(),
                status.publisher(),
                status.created().toString(),
                status.state().name(),
                status.totalVolumes(),
                status.missingVolumes(),
                status.heldBytes(),
                status.totalBytes(),
                status.reason(),
                status.remedy());
    }
}
