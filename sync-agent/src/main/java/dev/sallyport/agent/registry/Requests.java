package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Asks a registry until it has answered: with retries, credentials and redirects. Safe for use by many threads. */
final class Requests {
    /** One for what was remembered and has expired, one for what replaces it. */
    private static final int MOST_CHALLENGES = 2;

    private final TlsProbe probe;
    private final Clock clock;
    private final Retries retries;
    private final Redirects redirects;
    private final Authorizer authorizer;

    Requests(TlsProbe probe, Clock clock, Retries retries, Redirects redirects, Authorizer authorizer) {
        this.probe = requireNonNull(probe, "probe is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.retries = requireNonNull(retries, "retries is null");
        this.redirects = requireNonNull(redirects, "redirects is null");
        this.authorizer = requireNonNull(authorizer, "authorizer is null");
    }

    /**
     * Asks {@code host} and reads the answer.
     *
     * @param repository whose grant it needs
     */
    <T> T ask(RegistryHost host, RepositoryAddress repository, Request request, AnswerReader<T> reader)
            throws InterruptedIOException, SallyportException {
        return retries.run(host.name(), request.object(), () -> {
            HttpAnswer answer = authorized(host, repository, request);
            try {
                return reader.read(refuse(host, repository, answer, request.object()));
            } catch (IOException | SallyportException | BusyException | RuntimeException e) {
                answer.close();
                throw e;
            }
        });
    }

    private HttpAnswer authorized(RegistryHost host, RepositoryAddress repository, Request request)
            throws IOException, BusyException, SallyportException {
        @Nullable Grant grant = authorizer.known(repository).orElse(null);
        for (int challenges = 0; ; challenges++) {
            HttpAnswer answer = send(host, request, grant);
            boolean challenged = answer.status() == 401 && isFrom(host, answer);
            if (!challenged || challenges == MOST_CHALLENGES) {
                return answer;
            }
            try (answer) {
                grant = authorizer.answer(host, repository, answer, grant, request.object());
            }
        }
    }

    private HttpAnswer send(RegistryHost host, Request request, @Nullable Grant grant)
            throws IOException, BusyException, SallyportException {
        boolean undecided = host.mayBeTls();
        try {
            HttpAnswer answer = redirects.send(call(host, request, grant), request.object());
            // What servers say on a TLS port that is spoken to in plain HTTP.
            if (!undecided || answer.status() != 400 || !host.turnsOutTls(probe)) {
                host.provePlain();
                return answer;
            }
            answer.close();
        } catch (IOException e) {
            if (!undecided || isAboutReaching(e) || !host.turnsOutTls(probe)) {
                throw e;
            }
        }
        return redirects.send(call(host, request, grant), request.object());
    }

    private static HttpCall call(RegistryHost host, Request request, @Nullable Grant grant) {
        HttpCall call = HttpCall.of(request.kind(), host.address(request.path()), request.headers());
        return grant == null ? call : call.with("Authorization", grant.header());
    }

    private HttpAnswer refuse(RegistryHost host, RepositoryAddress repository, HttpAnswer answer, String object)
            throws BusyException, SallyportException {
        boolean denied = answer.status() == 401 || answer.status() == 403;
        if (!denied && !Busy.is(answer.status())) {
            return answer;
        }
        ErrorBody error = ErrorBody.read(answer);
        Busy.check(answer, error, host.name(), object, clock);
        if (!isFrom(host, answer)) {
            String other = answer.uri().getAuthority();
            throw new AccessDeniedException(
                    host.name(),
                    object,
                    "The storage host " + other + " that " + host + " redirects to",
                    error.text(),
                    "never sent there",
                    "Try again; if it stays, the registry or its storage is set up wrongly.");
        }
        throw authorizer.denied(host, repository, error, object);
    }

    private static boolean isFrom(RegistryHost host, HttpAnswer answer) {
        return Origin.of(answer.uri()).equals(Origin.of(host.address("/")));
    }

    private static boolean isAboutReaching(IOException e) {
        return e instanceof ConnectException
                || e instanceof UnknownHostException
                || e instanceof SocketTimeoutException;
    }
}
