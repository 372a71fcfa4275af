package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.http.BlobBody;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each request what it is judged with, and lets no success leave that nobody judged: an endpoint that forgets to ask
 * fails.
 */
@ServerFilter(patterns = {"/v1/**", "/v2", "/v2/**", "/files/**"})
final class AccessFilter {
    private static final Logger LOG = LoggerFactory.getLogger(AccessFilter.class);

    private final Access access;
    private final RegistrySettings settings;

    AccessFilter(Access access, RegistrySettings settings) {
        this.access = access;
        this.settings = settings;
    }

    @RequestFilter
    void attach(HttpRequest<?> request) {
        RequestAccess.attach(access, settings.publicUrl(), request);
    }

    @ResponseFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request, MutableHttpResponse<?> response) throws IOException {
        if (response.code() >= HttpStatus.BAD_REQUEST.getCode() || RequestAccess.wasAsked(request)) {
            return null;
        }
        LOG.error("{} {} was answered without asking who may", request.getMethodName(), request.getPath());
        if (response.getBody().orElse(null) instanceof BlobBody blob) {
            blob.close();
        }
        byte[] body = RegistryErrors.encode(RegistryErrorCode.UNKNOWN, "internal error", java.util.Map.of());
        return HttpResponse.serverError(body).contentType(io.micronaut.http.MediaType.APPLICATION_JSON_TYPE);
    }
}
