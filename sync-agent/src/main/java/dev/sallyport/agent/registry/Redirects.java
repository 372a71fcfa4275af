package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.io.IOException;
import java.net.URI;

/**
 * Follows redirects, as registries use them to storage hosts. Credentials stay with the origin they are for, a TLS
 * connection never becomes a plain one, and the chain is short.
 */
final class Redirects {
    private static final int MOST = 5;
    private static final int LONGEST = 16 << 10;

    private final Traffic traffic;

    Redirects(Traffic traffic) {
        this.traffic = requireNonNull(traffic, "traffic is null");
    }

    /** Sends {@code call} on until somebody answers with content or an error. */
    HttpAnswer send(HttpCall call, String object) throws IOException, BusyException, SallyportException {
        HttpCall next = call;
        for (int followed = 0; ; followed++) {
            HttpAnswer answer = traffic.send(next, object);
            if (!answer.isRedirect()) {
                return answer;
            }
            answer.close();
            if (followed == MOST) {
                throw problem(answer, object, "it redirects more than " + MOST + " times");
            }
            URI target = targetOf(answer, object);
            HttpCall moved = next.to(target);
            next = Origin.of(target).equals(Origin.of(next.uri())) ? moved : moved.without("Authorization");
        }
    }

    static URI targetOf(HttpAnswer answer, String object) throws RegistryProtocolException {
        String location =
                answer.header("Location").orElseThrow(() -> problem(answer, object, "it redirects to nowhere"));
        URI target = parse(answer, location, object);
        if (Origin.of(answer.uri()).isTls() && !Origin.of(target).isTls()) {
            throw problem(
                    answer, object, "it redirects from TLS to plain HTTP at " + Printable.shorten(target.getHost()));
        }
        return target;
    }

    // The target's query is often a signature that opens the content: it is never shown.
    private static URI parse(HttpAnswer answer, String location, String object) throws RegistryProtocolException {
        if (location.length() > LONGEST) {
            throw problem(answer, object, "it redirects to an address of " + location.length() + " characters");
        }
        try {
            URI target = answer.uri().resolve(URI.create(location)).normalize();
            String scheme = target.getScheme();
            if (("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme))
                    && target.getHost() != null
                    && target.getUserInfo() == null) {
                return target;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw problem(answer, object, "it redirects to something that is no http or https address");
    }

    private static RegistryProtocolException problem(HttpAnswer answer, String object, String problem) {
        return new RegistryProtocolException(answer.uri().getAuthority(), object, problem);
    }
}
