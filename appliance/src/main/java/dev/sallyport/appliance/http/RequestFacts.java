package dev.sallyport.appliance.http;

import io.micronaut.http.HttpRequest;

/** What others tell the server of a request while they answer it. */
public final class RequestFacts {
    private RequestFacts() {}

    /** Names who asks, for the access log. */
    public static void user(HttpRequest<?> request, String name) {
        Exchange exchange = Exchange.of(request);
        if (exchange != null) {
            exchange.user(name);
        }
    }

    /**
     * Says that the answer depends on nothing but the request's method, host, path and query, and on what the {@link
     * AnswerVersion} counts: the server may then give it again without asking. Never for an answer that depends on who
     * asks or from where. Only answers that are complete are kept, if they are small or a whole blob.
     */
    public static void reusable(HttpRequest<?> request) {
        Exchange exchange = Exchange.of(request);
        if (exchange != null) {
            exchange.makeReusable();
        }
    }

    /** Under which the logs have this request; for messages of failures that nobody expected. */
    static String correlation(HttpRequest<?> request) {
        Exchange exchange = Exchange.of(request);
        return exchange == null ? Exchange.newCorrelation() : exchange.correlate();
    }
}
