package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lists tags and repositories, page by page.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags">listing tags</a>
 */
final class NameLists {
    private static final int PAGE = 1000;
    private static final int MOST_PAGES = 20_000;
    private static final int MOST_NAMES = 2_000_000;
    /** A registry may send short pages, but not for ever without a new name. */
    private static final int MOST_EMPTY_PAGES = 100;

    private static final Map<String, String> ACCEPT = Map.of("Accept", "application/json");
    private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9][a-z0-9._/-]{0,254}");

    private final Requests requests;

    NameLists(Requests requests) {
        this.requests = requireNonNull(requests, "requests is null");
    }

    private record Page(List<String> names, @Nullable String next) {}

    /** Gives the repository's tags in the registry's order; false if there is no such repository. */
    boolean tags(RegistryHost host, RepositoryAddress repository, TagConsumer consumer)
            throws IOException, SallyportException {
        return list(
                host,
                repository,
                new Request(
                        RequestKind.LIST_TAGS,
                        "/v2/" + repository.path() + "/tags/list?n=" + PAGE,
                        ACCEPT,
                        "tags of " + repository),
                "tags",
                NameLists::isTag,
                consumer);
    }

    /** Gives the registry's repositories; false if it does not list them. */
    boolean repositories(RegistryHost host, TagConsumer consumer) throws IOException, SallyportException {
        return list(
                host,
                new RepositoryAddress(host.name(), ""),
                new Request(RequestKind.LIST_REPOSITORIES, "/v2/_catalog?n=" + PAGE, ACCEPT, "list of repositories"),
                "repositories",
                name -> REPOSITORY.matcher(name).matches(),
                consumer);
    }

    private boolean list(
            RegistryHost host,
            RepositoryAddress repository,
            Request first,
            String member,
            Predicate<String> legal,
            TagConsumer consumer)
            throws IOException, SallyportException {
        Request next = first;
        Set<String> asked = new HashSet<>();
        long names = 0;
        int empty = 0;
        while (asked.add(next.path())) {
            Request request = next;
            Optional<Page> page =
                    requests.ask(host, repository, request, answer -> read(host, answer, member, legal, request));
            if (page.isEmpty()) {
                if (asked.size() == 1) {
                    return false;
                }
                throw problem(host, request, "a page that it links to is not there");
            }
            for (String name : page.get().names()) {
                if (!consumer.accept(name)) {
                    return true;
                }
            }
            names += page.get().names().size();
            empty = page.get().names().isEmpty() ? empty + 1 : 0;
            String link = page.get().next();
            if (link == null) {
                return true;
            }
            if (asked.size() == MOST_PAGES || names > MOST_NAMES || empty == MOST_EMPTY_PAGES) {
                throw problem(
                        host, request, "it goes on and on, after " + names + " entries on " + asked.size() + " pages");
            }
            next = new Request(first.kind(), link, first.headers(), first.object());
        }
        throw problem(host, first, "its pages go round in a circle");
    }

    private static Optional<Page> read(
            RegistryHost host, HttpAnswer answer, String member, Predicate<String> legal, Request request)
            throws IOException, RegistryProtocolException {
        int status = answer.status();
        if (status == 404 || status == 405 || status == 501) {
            answer.close();
            return Optional.empty();
        }
        if (status != 200) {
            throw problem(host, request, "its status is " + status);
        }
        List<String> names = NamePage.read(answer, member, legal, host.name(), request.object());
        return Optional.of(new Page(
                names, NextLink.of(answer, host.name(), request.object()).orElse(null)));
    }

    private static boolean isTag(String name) {
        try {
            Tag.parse(name);
            return true;
        } catch (MalformedValueException e) {
            return false;
        }
    }

    private static RegistryProtocolException problem(RegistryHost host, Request request, String problem) {
        return new RegistryProtocolException(host.name(), request.object(), problem);
    }
}
