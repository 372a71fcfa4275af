package dev.sallyport.agent.cli;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.BaseImages;
import dev.sallyport.agent.closure.ContentCache;
import dev.sallyport.agent.closure.ParallelTasks;
import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.agent.closure.Selection;
import dev.sallyport.agent.export.SourceOpener;
import dev.sallyport.agent.mirror.MirrorFile;
import dev.sallyport.agent.mirror.RegistrySettings;
import dev.sallyport.agent.mirror.TagLister;
import dev.sallyport.agent.registry.ClientCertificate;
import dev.sallyport.agent.registry.CredentialFiles;
import dev.sallyport.agent.registry.HostSettings;
import dev.sallyport.agent.registry.ProxySettings;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RegistryNotices;
import dev.sallyport.agent.registry.RegistryOptions;
import dev.sallyport.agent.registry.RepositoryAddress;
import dev.sallyport.agent.registry.Sleeper;
import dev.sallyport.agent.resolution.CachedManifests;
import dev.sallyport.agent.resolution.ChartFiles;
import dev.sallyport.agent.resolution.Expanded;
import dev.sallyport.agent.resolution.LockedSelection;
import dev.sallyport.agent.resolution.MirrorExpansion;
import dev.sallyport.agent.resolution.Resolver;
import dev.sallyport.agent.resolution.Snapshot;
import dev.sallyport.agent.resolution.Wanted;
import dev.sallyport.agent.source.ContentSource;
import dev.sallyport.agent.source.SourceArgument;
import dev.sallyport.agent.source.SourceArgument.RegistryArgument;
import dev.sallyport.agent.source.Sources;
import dev.sallyport.agent.vendor.ImageVerifier;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UnsyncedDisk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Reference;
import dev.sallyport.workload.HelmImages;
import dev.sallyport.workload.HelmProgram;
import dev.sallyport.workload.WorkloadImages;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One run's connections and sources. One client serves all of it: tokens, and what it learns of a registry, count for the whole
 * run.
 */
final class Session implements SourceOpener, Closeable {
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_RENDERING = Duration.ofMinutes(2);

    private final RunSettings settings;
    private final RegistryClient client;
    private final Sources sources;
    private final ParallelTasks tasks;
    private final ContentCache inputs;
    private final @Nullable LockedSelection lock;
    private final Map<String, Set<String>> listed = new ConcurrentHashMap<>();

    private Session(
            RunSettings settings,
            RegistryClient client,
            Sources sources,
            ContentCache inputs,
            @Nullable LockedSelection lock) {
        this.settings = settings;
        this.lock = lock;
        this.client = client;
        this.sources = sources;
        this.inputs = inputs;
        this.tasks = ParallelTasks.forQuestions(settings.jobs(), "resolve");
    }

    /**
     * @param lock what tags stand for; null for what registries say now
     * @param notices hears of waits and of mirrors that fail
     */
    static Session open(RunSettings settings, @Nullable LockedSelection lock, Clock clock, RegistryNotices notices)
            throws IOException, SallyportException {
        DirectoryStore store = DirectoryStore.open(
                Files.createDirectories(settings.state().resolve("inputs")), new UnsyncedDisk(new SystemDisk()));
        RegistryClient client = new RegistryClient(
                registryOptions(settings),
                CredentialFiles.ofEnvironment(settings.environment(), settings.home()),
                clock,
                Sleeper.SYSTEM,
                new CachedManifests(store),
                notices);
        Sources sources = new Sources(client, settings.state().resolve("scratch"));
        return new Session(settings, client, sources, new ContentCache(store, PAUSE), lock);
    }

    private static RegistryOptions registryOptions(RunSettings settings) throws SallyportException {
        Map<String, HostSettings> hosts = new HashMap<>();
        MirrorFile mirror = settings.mirror();
        if (mirror != null) {
            mirror.registries().forEach((host, registry) -> hosts.put(host, hostSettings(registry)));
        }
        return RegistryOptions.DEFAULT
                .withHosts(hosts)
                .withPlainHttp(host -> settings.plainHttp())
                .withProxies(ProxySettings.ofEnvironment(settings.environment()))
                .withPrivateLayerHosts(settings.privateLayerHosts()::contains);
    }

    private static HostSettings hostSettings(RegistrySettings registry) {
        Path certificate = registry.clientCertificate();
        return new HostSettings(
                registry.mirror(),
                registry.certificates(),
                certificate == null
                        ? null
                        : new ClientCertificate(certificate, requireNonNull(registry.clientKey(), "no key")),
                registry.parallel() == 0 ? HostSettings.DEFAULT.parallel() : registry.parallel(),
                registry.plainHttp());
    }

    /** What everything that is asked for stands for now. */
    Snapshot resolve() throws IOException, SallyportException {
        MirrorFile mirror = settings.mirror();
        Expanded expanded =
                mirror == null ? named() : new MirrorExpansion(tags(), charts(mirror), tasks).expand(mirror);
        return new Resolver(sources, new ImageVerifier(inputs), lock, tasks).resolve(expanded);
    }

    private Expanded named() throws SallyportException {
        List<Wanted> wanted = new ArrayList<>();
        for (String reference : settings.references()) {
            wanted.add(new Wanted(
                    SourceArgument.parse(reference), settings.as(), settings.treatment(), null, "asked for"));
        }
        return new Expanded(wanted, List.of(), List.of());
    }

    TagLister tags() {
        return lock != null ? lock : this::listTags;
    }

    private List<String> listTags(Reference repository) throws IOException, SallyportException {
        List<String> tags = client.tags(RepositoryAddress.of(repository));
        listed.put(repository.host() + '/' + repository.repository(), Set.copyOf(tags));
        return tags;
    }

    /** Whether the tags of the root's repository were listed in this run, and its own was not among them. */
    boolean isGoneUpstream(BundleRoot root) {
        Set<String> tags = listed.get(root.repository().upstreamName());
        return tags != null && root.tag() != null && !tags.contains(root.tag().name());
    }

    private ChartFiles charts(MirrorFile mirror) throws MalformedValueException {
        Path helm = settings.helm();
        HelmImages images = new HelmImages(
                MirrorExpansion.folder(mirror),
                MirrorExpansion.paths(mirror),
                helm == null
                        ? null
                        : new HelmProgram(helm, settings.environment().getOrDefault("PATH", ""), LONGEST_RENDERING));
        return new ChartFiles(
                sources,
                client::web,
                inputs,
                settings.state().resolve("charts"),
                (chart, values) -> find(images, chart, values),
                lock);
    }

    private static WorkloadImages find(HelmImages images, Path chart, List<Path> values)
            throws IOException, SallyportException {
        try {
            return images.find(chart, values);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while helm ran");
        }
    }

    RegistryClient client() {
        return client;
    }

    @Override
    public ContentSource open(BundleRoot root) throws IOException, SallyportException {
        return sources.source(SourceArgument.parse(root.source()));
    }

    @Override
    public BaseImages baseImages() {
        return (name, digest) -> {
            Reference reference;
            try {
                reference = Reference.parse(name).withDigest(digest);
            } catch (MalformedValueException e) {
                return Optional.empty();
            }
            RegistryArgument argument = new RegistryArgument(reference);
            ContentSource source = sources.source(argument);
            return Optional.of(RootRequest.asked(
                    source,
                    source.resolve(reference),
                    reference.repositoryName(),
                    null,
                    argument.toString(),
                    new Selection.Everything()));
        };
    }

    @Override
    public void close() {
        tasks.close();
        sources.close();
    }
}
