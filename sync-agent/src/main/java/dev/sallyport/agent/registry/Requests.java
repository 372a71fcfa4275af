package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Map;
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
     * Asks for a path at {@code host} and reads the answer.
     *
     * @param object what is asked for, for messages
     */
    <T> T get(
            RegistryHost host,
            RepositoryAddress repository,
            String path,
            Map<String, String> headers,
            String object,
            AnswerReader<T> reader)
            throws InterruptedIOException, SallyportException {
        return retries.run(host.name(), object, () -> {
            HttpAnswer answer = authorized(host, repository, path, headers, object);
            try {
                return reader.read(refuse(host, repository, answer, object));
            } catch (IOException | SallyportException | BusyException | RuntimeException e) {
                answer.close();
                throw e;
            }
        });
    }

    private HttpAnswer authorized(
            RegistryHost host, RepositoryAddress repository, String path, Map<String, String> headers, String object)
            throws IOException, BusyException, SallyportException {
        @Nullable Grant grant = authorizer.known(repository).orElse(null);
        for (int challenges = 0; ; challenges++) {
            HttpAnswer answer = send(host, path, headers, grant, object);
            boolean challenged = answer.status() == 401 && isFrom(host, answer);
            if (!challenged || challenges == MOST_CHALLENGES) {
                return answer;
            }
            grant = authorizer.answer(host, repository, answer, grant, object);
        }
    }

    private HttpAnswer send(
            RegistryHost host, String path, Map<String, String> headers, @Nullable Grant grant, String object)
            throws IOException, RegistryProtocolException {
        boolean undecided = host.mayBeTls();
        try {
            HttpAnswer answer = redirects.send(call(host, path, headers, grant), object);
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
        return redirects.send(call(host, path, headers, grant), object);
    }

    private static HttpCall call(RegistryHost host, String path, Map<String, String> headers, @Nullable Grant grant) {
        HttpCall call = HttpCall.get(host.address(path), headers);
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
