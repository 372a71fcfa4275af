package dev.sallyport.appliance.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.TrustReport;
import dev.sallyport.appliance.api.TrustRequest;
import dev.sallyport.appliance.store.TrustEntry;
import dev.sallyport.appliance.store.TrustRegister;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.signature.KeyId;
import dev.sallyport.signature.RepositoryPattern;
import dev.sallyport.signature.VerificationKey;
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

/** Whose signatures count. */
@Controller
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class TrustController {
    private static final int LONGEST_PUBLISHER = 200;
    private static final int MOST_SIGNERS = 16;

    private final TrustRegister trust;

    TrustController(TrustRegister trust) {
        this.trust = trust;
    }

    @Get(ApiPaths.TRUST)
    HttpResponse<byte[]> list() throws IOException {
        return JsonAnswers.list("keys", trust.list(), entry -> toReport(entry).toJson());
    }

    @Post(ApiPaths.TRUST)
    HttpResponse<byte[]> add(HttpRequest<?> request, @Body byte[] body) throws IOException, SallyportException {
        TrustRequest wanted = TrustRequest.read(StrictJson.parseObject("the request", body, TrustRequest.MAX_SIZE));
        VerificationKey key = VerificationKey.fromPem(wanted.pem().getBytes(ISO_8859_1));
        StreamName stream = StreamName.parse(wanted.stream());
        RepositoryPattern repositories =
                wanted.repositories().isEmpty() ? null : RepositoryPattern.parse(wanted.repositories());
        RepositoryPattern aliases = wanted.aliases().isEmpty() ? null : RepositoryPattern.parse(wanted.aliases());
        checkPublisher(wanted.publisher());
        checkThreshold(wanted.threshold());
        trust.add(
                key, wanted.publisher(), stream, repositories, aliases, wanted.threshold(), AdminFilter.actor(request));
        for (TrustEntry entry : trust.list()) {
            if (entry.key().equals(key) && entry.stream().equals(stream)) {
                return JsonAnswers.of(toReport(entry).toJson());
            }
        }
        throw new IllegalStateException("A key that was just added is not there: " + key);
    }

    private static void checkPublisher(String name) throws MalformedValueException {
        if (name.isBlank() || name.length() > LONGEST_PUBLISHER || !name.equals(Printable.clean(name))) {
            throw new MalformedValueException(
                    "publisher name", name, "1 to " + LONGEST_PUBLISHER + " printable characters");
        }
    }

    private static void checkThreshold(int threshold) throws MalformedValueException {
        if (threshold < 1 || threshold > MOST_SIGNERS) {
            throw new MalformedValueException(
                    "threshold", Integer.toString(threshold), "a number from 1 to " + MOST_SIGNERS);
        }
    }

    @Post(ApiPaths.TRUST_REVOKE)
    HttpResponse<byte[]> revoke(HttpRequest<?> request, @Body byte[] body) throws IOException, SallyportException {
        JsonReader wanted = StrictJson.parseObject("the request", body, TrustRequest.MAX_SIZE);
        String stream = wanted.optionalText("stream").orElse("");
        KeyId key = KeyId.parse(wanted.text("key"));
        boolean changed =
                trust.revoke(key, stream.isEmpty() ? null : StreamName.parse(stream), AdminFilter.actor(request));
        return JsonAnswers.of(new JsonWriter()
                .put("key", key.toString())
                .put("stream", stream)
                .put("changed", changed)
                .toObject());
    }

    private static TrustReport toReport(TrustEntry entry) {
        return new TrustReport(
                entry.key().id().toString(),
                entry.key().algorithmName(),
                entry.publisher(),
                entry.stream().value(),
                entry.repositories() == null ? "" : entry.repositories().text(),
                entry.aliases() == null ? "" : entry.aliases().text(),
                entry.threshold(),
                entry.revoked() != null);
    }
}
