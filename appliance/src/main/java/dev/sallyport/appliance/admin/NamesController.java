package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.api.AliasReport;
import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.appliance.store.AliasEntry;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.ImageName;
import dev.sallyport.appliance.store.NameRegister;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.RepositoryName;
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
import java.util.ArrayList;
import java.util.List;

/** Aliases, the order of streams, and rolling back. */
@Controller
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class NamesController {
    private final ApplianceStore store;
    private final NameRegister register;
    private final NameResolution names;

    NamesController(ApplianceStore store, NameResolution names) {
        this.store = store;
        this.register = store.names();
        this.names = names;
    }

    @Get(ApiPaths.ALIASES)
    HttpResponse<byte[]> aliases() throws IOException {
        return JsonAnswers.list(
                "aliases", register.aliases(), entry -> toReport(entry).toJson());
    }

    @Post(ApiPaths.ALIASES)
    HttpResponse<byte[]> setAlias(HttpRequest<?> http, @Body byte[] body) throws IOException, SallyportException {
        JsonReader request = RequestBody.read(body);
        ImageName alias = image(request.text("alias"));
        ImageName target = image(request.text("target"));
        RepositoryName meant =
                alias.repository().startsWithHost() ? null : names.underDefaultRegistry(alias.repository());
        boolean changed = register.setAlias(alias, target, meant, AdminFilter.actor(http));
        return JsonAnswers.of(new JsonWriter()
                .put("alias", alias.toString())
                .put("target", target.toString())
                .put("changed", changed)
                .toObject());
    }

    @Post(ApiPaths.ALIASES_REMOVE)
    HttpResponse<byte[]> removeAlias(HttpRequest<?> http, @Body byte[] body) throws IOException, SallyportException {
        ImageName alias = image(RequestBody.read(body).text("alias"));
        register.removeAlias(alias, AdminFilter.actor(http));
        return JsonAnswers.of(new JsonWriter().put("alias", alias.toString()).toObject());
    }

    // As people write it: a host with its port, and perhaps a tag.
    private ImageName image(String written) throws MalformedValueException, IOException {
        int colon = written.lastIndexOf(':');
        boolean tagged = colon > written.lastIndexOf('/');
        String path = names.pathOf(tagged ? written.substring(0, colon) : written);
        return ImageName.parse(tagged ? path + written.substring(colon) : path);
    }

    @Get(ApiPaths.STREAMS)
    HttpResponse<byte[]> streams() throws IOException {
        return JsonAnswers.list(
                "streams",
                register.streams().entrySet(),
                stream -> new JsonWriter()
                        .put("stream", stream.getKey().value())
                        .put("placed", stream.getValue())
                        .toObject());
    }

    @Post(ApiPaths.STREAMS_ORDER)
    HttpResponse<byte[]> order(HttpRequest<?> http, @Body byte[] body) throws IOException, SallyportException {
        List<StreamName> streams = new ArrayList<>();
        for (String stream : RequestBody.read(body).texts("streams")) {
            StreamName name = StreamName.parse(stream);
            if (streams.contains(name)) {
                throw new MalformedValueException("stream order", stream, "each stream once");
            }
            streams.add(name);
        }
        register.order(streams, AdminFilter.actor(http));
        return streams();
    }

    /** Without a sequence: to the release before the one that is shown. */
    @Post(ApiPaths.ROLLBACK)
    HttpResponse<byte[]> rollback(HttpRequest<?> http, @Body byte[] body) throws IOException, SallyportException {
        JsonReader request = RequestBody.read(body);
        StreamName stream = StreamName.parse(request.text("stream"));
        long sequence = request.has("sequence")
                ? request.size("sequence")
                : store.releases().before(stream);
        boolean changed = store.releases().shown(stream) != sequence;
        if (changed) {
            store.releases().rollback(stream, sequence, AdminFilter.actor(http));
        }
        return JsonAnswers.of(new JsonWriter()
                .put("stream", stream.value())
                .put("sequence", sequence)
                .put("changed", changed)
                .toObject());
    }

    private static AliasReport toReport(AliasEntry entry) {
        return new AliasReport(
                entry.alias().toString(),
                entry.target().toString(),
                entry.stream() == null ? "" : entry.stream().value());
    }
}
