package dev.sallyport.appliance.http;

import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Notes which route a request took: the template of its path. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class RouteNote {
    @RequestFilter
    void note(HttpRequest<?> request) {
        Exchange exchange = Exchange.of(request);
        if (exchange != null) {
            BasicHttpAttributes.getUriTemplate(request).ifPresent(exchange::route);
        }
    }
}
