package dev.sallyport.appliance.admin;

import dev.sallyport.appliance.access.PersonalToken;
import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.TokenReport;
import dev.sallyport.appliance.api.UserRequest;
import dev.sallyport.appliance.store.AccessRegister;
import dev.sallyport.appliance.store.TokenEntry;
import dev.sallyport.appliance.store.UserName;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Printable;
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
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens that users have in place of passwords. */
@Controller
@Produces(MediaType.ALL)
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class UserTokenController {
    private static final int LONGEST_LABEL = 200;

    private final AccessRegister register;

    UserTokenController(AccessRegister register) {
        this.register = register;
    }

    @Get(ApiPaths.TOKENS)
    HttpResponse<byte[]> list() throws IOException {
        return JsonAnswers.list(
                "tokens",
                register.state().tokens(),
                token -> toReport(token, "").toJson());
    }

    @Post(ApiPaths.TOKENS)
    HttpResponse<byte[]> create(HttpRequest<?> request, @Body byte[] body) throws IOException, SallyportException {
        JsonReader wanted = StrictJson.parseObject("the request", body, UserRequest.MAX_SIZE);
        UserName user = UserName.parse(wanted.text("user"));
        String label = label(wanted.optionalText("label").orElse(""));
        Instant expires = expires(wanted.optionalText("expires"));
        String token = PersonalToken.make();
        Digest digest = PersonalToken.digest(token);
        register.createToken(user, PersonalToken.id(digest), digest, label, expires, AdminFilter.actor(request));
        TokenEntry made = register.state()
                .token(digest)
                .orElseThrow(() -> new IOException("A token that was just made was revoked already"));
        return JsonAnswers.of(toReport(made, token).toJson());
    }

    private static String label(String text) throws MalformedValueException {
        if (text.length() > LONGEST_LABEL || !text.equals(Printable.clean(text))) {
            throw new MalformedValueException("label", text, "up to " + LONGEST_LABEL + " printable characters");
        }
        return text;
    }

    private static @Nullable Instant expires(Optional<String> text) throws MalformedValueException {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Instant.parse(text.get());
        } catch (DateTimeParseException e) {
            throw new MalformedValueException("time", text.get(), "a time such as 2027-01-31T00:00:00Z");
        }
    }

    @Post(ApiPaths.TOKENS_REVOKE)
    HttpResponse<byte[]> revoke(HttpRequest<?> request, @Body byte[] body) throws IOException, SallyportException {
        String id = StrictJson.parseObject("the request", body, UserRequest.MAX_SIZE)
                .text("id");
        register.revokeToken(id, AdminFilter.actor(request));
        return JsonAnswers.of(new JsonWriter().put("id", id).toObject());
    }

    private static TokenReport toReport(TokenEntry token, String secret) {
        Instant expires = token.expires();
        return new TokenReport(
                token.id(),
                token.user().value(),
                token.label(),
                token.created().toString(),
                expires == null ? "" : expires.toString(),
                secret);
    }
}
