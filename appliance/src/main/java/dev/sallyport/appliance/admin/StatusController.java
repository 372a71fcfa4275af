package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ServerStatus;
import dev.sallyport.appliance.clients.ClientHandouts;
import dev.sallyport.appliance.imports.ImportState;
import dev.sallyport.appliance.imports.Imports;
import dev.sallyport.appliance.jobs.Jobs;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.NameShadows;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonWriter;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** How the appliance is, and making its database again. */
@Controller
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class StatusController {
    private static final Set<ImportState> UNFINISHED =
            EnumSet.of(ImportState.VERIFIED, ImportState.STAGING, ImportState.STAGED, ImportState.WAITING);

    private final ApplianceStore store;
    private final Imports imports;
    private final Jobs jobs;
    private final ServerInfo server;
    private final NameShadows shadows;
    private final ClientHandouts clients;

    StatusController(
            ApplianceStore store,
            Imports imports,
            Jobs jobs,
            ServerInfo server,
            NameShadows shadows,
            ClientHandouts clients) {
        this.store = store;
        this.imports = imports;
        this.jobs = jobs;
        this.server = server;
        this.shadows = shadows;
        this.clients = clients;
    }

    @Get(ApiPaths.STATUS)
    HttpResponse<byte[]> status() throws IOException, SallyportException {
        int keys = (int) store.trust().list().stream()
                .filter(entry -> entry.revoked() == null)
                .count();
        int unfinished = (int) imports.list().stream()
                .filter(status -> UNFINISHED.contains(status.state()))
                .count();
        return JsonAnswers.of(new ServerStatus(
                        server.version(),
                        server.started().toString(),
                        store.folder().toString(),
                        server.address(),
                        Files.getFileStore(store.folder().root()).getUsableSpace(),
                        keys,
                        unfinished,
                        store.journalRecords(),
                        store.catalog().streams().stream()
                                .map(stream -> new ServerStatus.Stream(
                                        stream.stream().value(), stream.current(), stream.highest(), stream.images()))
                                .toList(),
                        notices())
                .toJson());
    }

    private List<String> notices() throws IOException {
        List<String> notices = new ArrayList<>(server.notices());
        notices.addAll(shadows.sentences());
        notices.addAll(jobs.notices());
        notices.addAll(clients.notices());
        return notices;
    }

    @Post(ApiPaths.REBUILD)
    HttpResponse<byte[]> rebuild() throws IOException, SallyportException {
        store.rebuild();
        return JsonAnswers.of(
                new JsonWriter().put("records", store.journalRecords()).toObject());
    }
}
