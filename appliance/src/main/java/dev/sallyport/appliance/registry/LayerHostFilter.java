package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.access.Caller;
import dev.sallyport.appliance.access.Permission;
import dev.sallyport.appliance.store.LayerUrl;
import dev.sallyport.appliance.store.LayerUrls.Layer;
import dev.sallyport.oci.Descriptor;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for layers at their own hosts: the {@code Host} header decides. It is anonymous, as those hosts are, and it neither
 * redirects nor asks anybody. What is no published layer's address goes on.
 *
 * <p>A publisher writes those addresses, and none may take over what this server says itself: a path that has a route here, or is below
 * {@code /v2/}, is a layer's only if it names the layer's own digest.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Requires(beans = LayerHosts.class)
final class LayerHostFilter implements Ordered {
    private static final String REGISTRY = "/v2/";
    private static final String BLOBS = "/blobs/";

    private final LayerHosts hosts;
    private final Access access;
    private final ContentAnswers answers;
    private final Router router;

    LayerHostFilter(LayerHosts hosts, Access access, ContentAnswers answers, Router router) {
        this.hosts = hosts;
        this.access = access;
        this.answers = answers;
        this.router = router;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    @Nullable
    HttpResponse<?> answer(HttpRequest<?> request) throws IOException {
        String host = request.getHeaders().get(HttpHeaders.HOST);
        boolean reads = request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD;
        if (host == null || !reads || !hosts.answersFor(host)) {
            return null;
        }
        Optional<LayerUrl> address = LayerUrl.of(host, request.getUri());
        if (address.isEmpty()) {
            return null;
        }
        boolean own = isOwn(request);
        for (Layer layer : hosts.at(address.get())) {
            if (own && !request.getPath().endsWith(BLOBS + layer.digest())) {
                continue;
            }
            // Clients give those hosts no credentials, so only what anybody may read is given out there.
            if (access.may(new Caller.Anonymous(), Permission.PULL, layer.repository())) {
                return answer(request, layer);
            }
        }
        return null;
    }

    // Whatever the method: a path that only takes a POST is no layer's either.
    private boolean isOwn(HttpRequest<?> request) {
        return request.getPath().startsWith(REGISTRY)
                || !router.findAny(request).isEmpty();
    }

    private HttpResponse<?> answer(HttpRequest<?> request, Layer layer) throws IOException {
        Descriptor found = new Descriptor(MediaType.APPLICATION_OCTET_STREAM, layer.digest(), layer.size());
        RegistryException gone = new RegistryException(
                RegistryErrorCode.BLOB_UNKNOWN,
                "blob " + layer.digest() + " is not in " + layer.repository(),
                Map.of("digest", layer.digest().toString()));
        try {
            return answers.answer(request, found, gone);
        } catch (RegistryException e) {
            return RegistryExceptionHandler.answer(request, e);
        }
    }
}
