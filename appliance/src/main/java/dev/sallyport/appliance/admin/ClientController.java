package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.access.PublicUrl;
import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ClientFilesReport;
import dev.sallyport.appliance.api.ClientFilesRequest;
import dev.sallyport.appliance.api.ImageCheckReport;
import dev.sallyport.appliance.api.ImageCheckRequest;
import dev.sallyport.appliance.clients.ClientFile;
import dev.sallyport.appliance.clients.ClientHandouts;
import dev.sallyport.appliance.clients.ClientKind;
import dev.sallyport.appliance.resolution.ReferenceResolution;
import dev.sallyport.appliance.resolution.Resolution;
import dev.sallyport.appliance.resolution.TagAnswer;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.StrictJson;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients need to be told, and what they would be answered. */
@Controller
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ClientController {
    private final ClientHandouts handouts;
    private final ReferenceResolution references;

    ClientController(ClientHandouts handouts, ReferenceResolution references) {
        this.handouts = handouts;
        this.references = references;
    }

    /** Makes a client's files, and remembers which registries they name. */
    @Post(ApiPaths.CLIENTS)
    HttpResponse<byte[]> files(HttpRequest<?> request, @Body byte[] body) throws IOException, SallyportException {
        ClientFilesRequest wanted =
                ClientFilesRequest.read(StrictJson.parseObject("the request", body, ClientFilesRequest.MAX_SIZE));
        ClientKind kind = ClientKind.of(wanted.client())
                .orElseThrow(() -> new MalformedValueException(
                        "client", wanted.client(), "one of " + String.join(", ", ClientFilesRequest.CLIENTS)));
        String host = host(wanted.host());
        if (!handouts.mayBeCalled(host)) {
            throw new MalformedValueException(
                    "host", host, "a name of this appliance, which is not that of the default registry");
        }
        String authority = wanted.authority();
        if (authority != null) {
            authority = AuthorityFile.certificates(authority);
        }
        List<ClientFile> files = handouts.handOut(kind, host, authority, AdminFilter.actor(request));
        return JsonAnswers.of(new ClientFilesReport(
                        kind.text(),
                        host,
                        handouts.facts(host).registries(),
                        files.stream()
                                .map(file -> new ClientFilesReport.File(file.path(), file.content()))
                                .toList())
                .toJson());
    }

    private String host(@Nullable String text) throws MalformedValueException {
        PublicUrl url = handouts.publicUrl();
        if (text == null && url != null) {
            return url.host();
        }
        if (text == null) {
            throw new MalformedValueException(
                    "host", "", "given with --host, because the server was started without --public-url");
        }
        String host = Reference.canonicalHost(text);
        if (!Reference.isCanonicalHost(host)) {
            throw new MalformedValueException(
                    "host", text, "a name or an address with an optional port, such as appliance.example:5000");
        }
        return host;
    }

    /** Says for each image what a client would be answered. */
    @Post(ApiPaths.CLIENTS_CHECK)
    HttpResponse<byte[]> check(@Body byte[] body) throws IOException, SallyportException {
        ImageCheckRequest request =
                ImageCheckRequest.read(StrictJson.parseObject("the request", body, ImageCheckRequest.MAX_SIZE));
        if (request.images().size() > ImageCheckRequest.MOST_IMAGES) {
            throw new MalformedValueException(
                    "number of images",
                    Integer.toString(request.images().size()),
                    "at most " + ImageCheckRequest.MOST_IMAGES);
        }
        Platform platform = request.platform() == null ? null : Platform.parse(request.platform());
        List<Json> reports = new ArrayList<>();
        for (String image : request.images()) {
            reports.add(check(image, platform).toJson());
        }
        return JsonAnswers.list("images", reports, report -> report);
    }

    private ImageCheckReport check(String image, @Nullable Platform platform) throws IOException {
        try {
            Resolution found = references.resolve(image, platform);
            TagAnswer answer = found.answer();
            if (answer == null) {
                return new ImageCheckReport(image, "", "", List.of(), found.message());
            }
            String repository = found.name().repository().value();
            String digest = answer.manifest().digest().toString();
            return new ImageCheckReport(
                    image,
                    answer.tag() == null ? repository + '@' + digest : repository + ':' + answer.tag(),
                    digest,
                    found.entry() == null ? List.of() : found.entry().platforms(),
                    found.message());
        } catch (MalformedValueException e) {
            return new ImageCheckReport(
                    Printable.shorten(image), "", "", List.of(), "no image is named like that: " + e.getMessage());
        }
    }
}
