package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Searches repositories by name: as Docker Hub's clients do, or in the list of all where a registry cannot search. */
final class Search {
    private static final int MOST = 100;
    private static final int LARGEST = 4 << 20;

    private final Requests requests;
    private final NameLists lists;

    Search(Requests requests, NameLists lists) {
        this.requests = requireNonNull(requests, "requests is null");
        this.lists = requireNonNull(lists, "lists is null");
    }

    /**
     * At most {@value #MOST} repositories that match {@code term}.
     *
     * @param searched who answers searches for {@code host}, which at Docker Hub is another one
     */
    List<FoundRepository> search(RegistryHost searched, RegistryHost host, String term)
            throws IOException, SallyportException {
        String object = "search for " + Printable.shorten(term);
        String path = "/v1/search?n=" + MOST + "&q=" + URLEncoder.encode(term, StandardCharsets.UTF_8);
        Request request = new Request(RequestKind.SEARCH, path, Map.of("Accept", "application/json"), object);
        Optional<List<FoundRepository>> found =
                requests.ask(searched, new RepositoryAddress(searched.name(), ""), request, answer -> {
                    if (answer.status() != 200 || answer.mediaType().equals("text/html")) {
                        answer.close();
                        return Optional.empty();
                    }
                    return Optional.of(read(answer, host, object));
                });
        return found.isPresent() ? found.get() : filter(host, term, object);
    }

    private static List<FoundRepository> read(HttpAnswer answer, RegistryHost host, String object)
            throws IOException, SallyportException {
        byte[] content = BoundedBody.read(answer, LARGEST, host.name(), object);
        try {
            List<FoundRepository> found = new ArrayList<>();
            for (JsonReader each :
                    StrictJson.parseObject("search", content, LARGEST).objects("results")) {
                String name = nameOf(host, each.optionalText("name").orElse(""));
                if (!name.isEmpty() && found.size() < MOST) {
                    found.add(new FoundRepository(
                            name,
                            Printable.shorten(each.optionalText("description").orElse("")),
                            each.has("star_count") ? each.size("star_count") : 0,
                            each.has("is_official") && each.flag("is_official")));
                }
            }
            return List.copyOf(found);
        } catch (MalformedJsonException e) {
            throw new RegistryProtocolException(host.name(), object, "it is no JSON of the expected shape");
        }
    }

    // What is no name cannot be mirrored, nor printed.
    private static String nameOf(RegistryHost host, String said) {
        try {
            String path = said.startsWith(host.name() + '/')
                    ? said.substring(host.name().length() + 1)
                    : said;
            Reference reference = Reference.parse(host.name() + '/' + path);
            return reference.digest() == null ? reference.host() + '/' + reference.repository() : "";
        } catch (MalformedValueException e) {
            return "";
        }
    }

    private List<FoundRepository> filter(RegistryHost host, String term, String object)
            throws IOException, SallyportException {
        String wanted = term.toLowerCase(Locale.ROOT);
        List<FoundRepository> found = new ArrayList<>();
        boolean listed = lists.repositories(host, name -> {
            if (name.contains(wanted)) {
                found.add(new FoundRepository(host.name() + '/' + name, "", 0, false));
            }
            return found.size() < MOST;
        });
        if (!listed) {
            throw new ContentNotFoundException(host.name(), object, "it neither searches nor lists its repositories");
        }
        return List.copyOf(found);
    }
}
