package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.StateFolders;
import dev.sallyport.agent.registry.CredentialFiles;
import dev.sallyport.agent.registry.ProxySettings;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RegistryOptions;
import dev.sallyport.agent.registry.RepositoryAddress;
import dev.sallyport.agent.registry.Sleeper;
import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.agent.source.RegistrySource;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks registries with the client that saves from them. */
final class ClientBrowser implements RegistryBrowser {
    private final RegistryClient client;

    private ClientBrowser(RegistryClient client) {
        this.client = client;
    }

    /** @param plainHttpHost as {@link RegistryBrowserOpener} has it */
    static RegistryBrowser open(@Nullable String plainHttpHost, Map<String, String> environment, Clock clock)
            throws SallyportException {
        RegistryOptions options = RegistryOptions.DEFAULT
                .withPlainHttp(host -> host.equals(plainHttpHost))
                .withProxies(ProxySettings.ofEnvironment(environment));
        Path home = StateFolders.home(environment);
        return new ClientBrowser(
                new RegistryClient(options, CredentialFiles.ofEnvironment(environment, home), clock, Sleeper.SYSTEM));
    }

    @Override
    public List<String> tags(RepositoryAddress repository) throws IOException, SallyportException {
        return client.tags(repository);
    }

    @Override
    public ContentSource source(RepositoryAddress repository) {
        return new RegistrySource(client, repository);
    }

    @Override
    public List<SearchResult> search(String host, String term) throws IOException, SallyportException {
        return client.search(host, term).stream()
                .map(found -> new SearchResult(found.name(), found.description(), found.stars(), found.official()))
                .toList();
    }
}
