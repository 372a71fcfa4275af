package dev.sallyport.agent.cli;

import dev.sallyport.agent.registry.RepositoryAddress;
import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.util.List;

/** What people ask registries before they mirror anything. Safe for use by many threads. */
interface RegistryBrowser {
    /** All tags of a repository, in any order. */
    List<String> tags(RepositoryAddress repository) throws IOException, SallyportException;

    /** The content of a repository; closed by whoever asks. */
    ContentSource source(RepositoryAddress repository);

    /** Repositories whose names or descriptions have {@code term}, the best first. */
    List<SearchResult> search(String host, String term) throws IOException, SallyportException;

    /**
     * A repository that was found.
     *
     * @param name {@code HOST/PATH}
     * @param description may be empty
     * @param stars how many people like it; 0 where nobody counts
     */
    record SearchResult(String name, String description, long stars, boolean official) {}
}
