package dev.sallyport.agent.cli;

import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.agent.closure.Selection;
import dev.sallyport.agent.export.SourceOpener;
import dev.sallyport.agent.registry.CredentialFiles;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RegistryOptions;
import dev.sallyport.agent.registry.Sleeper;
import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.agent.source.Root;
import dev.sallyport.agent.source.SourceArgument;
import dev.sallyport.agent.source.SourceArgument.RegistryArgument;
import dev.sallyport.agent.source.SourceList;
import dev.sallyport.agent.source.Sources;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Reference;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns what a command line names into roots, and opens what earlier command lines named. */
final class ImageSources implements SourceOpener, Closeable {
    private final boolean plainHttp;
    private final CredentialFiles credentials;
    private final Path scratch;
    private final Clock clock;
    private final List<Sources> opened = new ArrayList<>();

    /**
     * @param plainHttp whether every registry named may be talked to without TLS
     * @param scratch a folder with room for archives that have to be unpacked
     */
    ImageSources(boolean plainHttp, Map<String, String> environment, Path home, Path scratch, Clock clock) {
        this.plainHttp = plainHttp;
        this.scratch = scratch;
        this.credentials = CredentialFiles.ofEnvironment(environment, home);
        this.clock = clock;
    }

    /**
     * What {@code references} stand for at this moment.
     *
     * @param as the name of the one image in a layout that has none
     */
    List<RootRequest> resolve(List<String> references, @Nullable String as, Selection selection, ParallelTasks tasks)
            throws IOException, SallyportException {
        List<SourceArgument> arguments = new ArrayList<>();
        for (String reference : references) {
            arguments.add(SourceArgument.parse(reference));
        }
        arguments = SourceList.expand(arguments);
        List<Root> roots = sources(arguments).open(arguments, as == null ? null : Reference.parse(as));
        return tasks.map(roots, root -> resolve(root, selection));
    }

    private static RootRequest resolve(Root root, Selection selection) throws IOException, SallyportException {
        Reference reference = root.reference();
        return RootRequest.asked(
                root.source(),
                root.source().resolve(reference),
                reference.repositoryName(),
                reference.tag(),
                root.address(),
                selection);
    }

    private Sources sources(List<SourceArgument> arguments) {
        Set<String> hosts = new HashSet<>();
        for (SourceArgument argument : arguments) {
            if (plainHttp && argument instanceof RegistryArgument registry) {
                hosts.add(registry.reference().host());
            }
        }
        Sources sources = new Sources(
                new RegistryClient(
                        RegistryOptions.DEFAULT.withPlainHttpHosts(hosts), credentials, clock, Sleeper.SYSTEM),
                scratch);
        opened.add(sources);
        return sources;
    }

    @Override
    public ContentSource open(BundleRoot root) throws IOException, SallyportException {
        List<SourceArgument> argument = List.of(SourceArgument.parse(root.source()));
        return sources(argument).source(argument.get(0));
    }

    @Override
    public void close() {
        opened.forEach(Sources::close);
    }
}
