package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks a registry's mirror before the registry. What the mirror does not have or give, the registry is asked for; a mirror that
 * cannot be reached is not asked again in this run. Safe for use by many threads.
 */
final class Mirrors {
    private final RegistryOptions options;
    private final RegistryNotices notices;
    private final Map<String, RegistryHost> hosts = new ConcurrentHashMap<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    private final Set<String> outOfReach = ConcurrentHashMap.newKeySet();

    Mirrors(RegistryOptions options, RegistryNotices notices) {
        this.options = requireNonNull(options, "options is null");
        this.notices = requireNonNull(notices, "notices is null");
    }

    /** Asks one registry for something, which it may not have. */
    interface Question<T> {
        Optional<T> ask(RegistryHost host, RepositoryAddress repository) throws IOException, SallyportException;
    }

    /** What the mirror has, else what the registry itself has. */
    <T> Optional<T> ask(RepositoryAddress repository, Question<T> question) throws IOException, SallyportException {
        return ask(repository, question, false);
    }

    /**
     * As {@link #ask}, for what may well not exist: where the registry itself is out of reach, as it is for who has nothing but a
     * mirror, its mirror's word that there is none counts. That is said once for a registry, which is not asked again then.
     */
    <T> Optional<T> look(RepositoryAddress repository, Question<T> question) throws IOException, SallyportException {
        return ask(repository, question, true);
    }

    private <T> Optional<T> ask(RepositoryAddress repository, Question<T> question, boolean mayNotExist)
            throws IOException, SallyportException {
        String host = repository.host();
        String mirror = options.settings(host).mirror();
        if (mirror == null || down.contains(mirror)) {
            return question.ask(host(host), repository);
        }
        Optional<Optional<T>> answer = askMirror(mirror, repository, question);
        boolean denied = mayNotExist && answer.isPresent();
        if (answer.isPresent() && (answer.get().isPresent() || (denied && outOfReach.contains(host)))) {
            return answer.get();
        }
        try {
            return question.ask(host(host), repository);
        } catch (RegistryUnreachableException e) {
            if (!denied || !e.isOutOfReach()) {
                throw e;
            }
            if (outOfReach.add(host)) {
                notices.onlyMirror(host, mirror, String.valueOf(e.getMessage()));
            }
            return Optional.empty();
        }
    }

    /** The mirror's answer; empty if it gave none. */
    private <T> Optional<Optional<T>> askMirror(String mirror, RepositoryAddress repository, Question<T> question)
            throws IOException, SallyportException {
        try {
            RepositoryAddress there = at(mirror, repository);
            Optional<T> answer = question.ask(host(there.host()), there);
            if (answer.isEmpty()) {
                tell(repository.host(), mirror, mirror + " does not have everything that is asked for");
            }
            return Optional.of(answer);
        } catch (RegistryUnreachableException | RateLimitedException e) {
            down.add(mirror);
            tell(repository.host(), mirror, String.valueOf(e.getMessage()));
        } catch (ContentNotFoundException
                | AccessDeniedException
                | RegistryProtocolException
                | ContradictedDigestException
                | UnsupportedManifestException e) {
            tell(repository.host(), mirror, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private void tell(String host, String mirror, String reason) {
        if (told.add(mirror)) {
            notices.mirrorPassedOver(host, mirror, reason);
        }
    }

    private static RepositoryAddress at(String mirror, RepositoryAddress repository) {
        int slash = mirror.indexOf('/');
        return slash < 0
                ? new RepositoryAddress(mirror, repository.path())
                : new RepositoryAddress(
                        mirror.substring(0, slash), mirror.substring(slash + 1) + '/' + repository.path());
    }

    /** The one of this name, with what is known of it. */
    RegistryHost host(String name) {
        return hosts.computeIfAbsent(name, any -> new RegistryHost(name, options.isPlainHttp(name)));
    }
}
