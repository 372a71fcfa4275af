package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RepositoryAddress;
import dev.sallyport.agent.source.SourceArgument.LayoutArgument;
import dev.sallyport.agent.source.SourceArgument.RegistryArgument;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Reference;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens what command lines name. What belongs together is shared: one client for all registries, one source for each
 * repository, one for each layout. Safe for use by many threads; closing it closes all its sources.
 */
public final class Sources implements Closeable {
    private final RegistryClient client;
    private final Map<RepositoryAddress, RegistrySource> repositories = new LinkedHashMap<>();
    private final Map<LayoutKey, LayoutSource> layouts = new LinkedHashMap<>();

    private record LayoutKey(Path folder, @Nullable Reference as) {}

    public Sources(RegistryClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    /** The images that {@code arguments} name, in their order. */
    public List<Root> open(List<SourceArgument> arguments) throws IOException, SallyportException {
        return open(arguments, null);
    }

    /**
     * The images that {@code arguments} name, in their order. Nothing is fetched from a registry yet; layouts are read.
     *
     * @param as the name of the one image in a layout that has no full name
     */
    public List<Root> open(List<SourceArgument> arguments, @Nullable Reference as)
            throws IOException, SallyportException {
        List<Root> roots = new ArrayList<>();
        Set<LayoutSource> named = new LinkedHashSet<>();
        for (SourceArgument argument : arguments) {
            if (argument instanceof RegistryArgument registry) {
                roots.add(new Root(registry.reference(), repository(RepositoryAddress.of(registry.reference()))));
            } else if (argument instanceof LayoutArgument layout) {
                LayoutSource source = layout(layout.folder(), as);
                source.images().forEach(image -> roots.add(new Root(image, source)));
                if (source.isNamedFromOutside()) {
                    named.add(source);
                }
            }
        }
        if (as != null && named.size() != 1) {
            throw new UnusedNameException(as, named.size());
        }
        return List.copyOf(roots);
    }

    /**
     * Where {@code argument} leads, to take content from it by digest: images of a layout need no names for that, and have
     * none then.
     */
    public ContentSource source(SourceArgument argument) throws IOException, SallyportException {
        if (argument instanceof RegistryArgument registry) {
            return repository(RepositoryAddress.of(registry.reference()));
        }
        return LayoutSource.withoutNames(((LayoutArgument) argument).folder());
    }

    private synchronized RegistrySource repository(RepositoryAddress repository) {
        return repositories.computeIfAbsent(repository, address -> new RegistrySource(client, address));
    }

    private synchronized LayoutSource layout(Path folder, @Nullable Reference as)
            throws IOException, SallyportException {
        LayoutKey key = new LayoutKey(LayoutFolder.open(folder).realPath(), as);
        LayoutSource known = layouts.get(key);
        if (known != null) {
            return known;
        }
        LayoutSource opened = LayoutSource.open(folder, as);
        layouts.put(key, opened);
        return opened;
    }

    @Override
    public synchronized void close() {
        repositories.values().forEach(RegistrySource::close);
        layouts.values().forEach(LayoutSource::close);
    }
}
