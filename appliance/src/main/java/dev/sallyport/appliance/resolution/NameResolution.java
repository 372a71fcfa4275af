package dev.sallyport.appliance.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.resolution.KnownNames.Alias;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The repository that a request means. Content lives under its full upstream name, but clients that use the appliance as a
 * mirror leave the host out of the path: new ones say it in the query parameter {@code ns}, older ones not at all.
 *
 * <p>The rules are those of {@code docs/tag-resolution.md}. What is found need not be here. Safe for use by many threads.
 */
public final class NameResolution {
    /** The kind of what is malformed if {@code ns} could be a host and is no registry's. */
    public static final String UPSTREAM = "upstream registry";

    private static final String LIBRARY = "library/";
    private static final String HTTPS_PORT = ":443";

    private final String defaultRegistry;
    private final Set<String> ownNames;
    private final Set<String> ownWithoutPort;
    private final Set<String> upstreamNames;
    private final KnownNames known;

    /** For an appliance on which nothing is, and which answers for no other host. */
    public NameResolution(String defaultRegistry, Set<String> ownNames) {
        this(defaultRegistry, ownNames, Set.of(), KnownNames.NONE);
    }

    /**
     * @param defaultRegistry host of names that have none and come without {@code ns}; in canonical spelling
     * @param ownNames hosts, with their ports, that are this appliance itself
     * @param upstreamNames hosts that are not, though clients reach it by them: what they ask for is of that host
     */
    public NameResolution(String defaultRegistry, Set<String> ownNames, Set<String> upstreamNames, KnownNames known) {
        if (!Reference.isCanonicalHost(requireNonNull(defaultRegistry, "defaultRegistry is null"))) {
            throw new IllegalArgumentException("Not a registry host: " + defaultRegistry);
        }
        this.defaultRegistry = defaultRegistry;
        this.ownNames = ownNames.stream().map(NameResolution::canonical).collect(Collectors.toUnmodifiableSet());
        // In what people write; in a request the port says more.
        this.ownWithoutPort = this.ownNames.stream()
                .map(name -> name.replaceFirst(":[0-9]+$", ""))
                .filter(name -> name.indexOf('.') >= 0)
                .collect(Collectors.toUnmodifiableSet());
        this.upstreamNames =
                upstreamNames.stream().map(NameResolution::canonical).collect(Collectors.toUnmodifiableSet());
        this.known = requireNonNull(known, "known is null");
    }

    /**
     * The repository meant by {@code name} in the path and {@code ns} in the query, {@code null} if there is none.
     *
     * @throws MalformedValueException if either breaks its grammar
     */
    public RepositoryName resolve(@Nullable String ns, String name) throws MalformedValueException, IOException {
        return resolve(null, ns, name).repository();
    }

    /**
     * As {@link #resolve(String, String)}, with the rule that answered.
     *
     * @param host what the client takes the server for: the request's {@code Host}; null if it did not say
     */
    public ResolvedName resolve(@Nullable String host, @Nullable String ns, String name)
            throws MalformedValueException, IOException {
        RepositoryName asked = RepositoryName.parse(name);
        String upstream = upstream(host, ns);
        if (upstream != null) {
            return orAlias(new ResolvedName(under(upstream, asked), NameRule.NAMESPACE));
        }
        if (asked.startsWithHost()) {
            return orAlias(new ResolvedName(asked, NameRule.AS_IS));
        }
        if (known.isLocal(asked)) {
            return new ResolvedName(asked, NameRule.LOCAL);
        }
        RepositoryName there = underDefaultRegistry(asked);
        Optional<Alias> alias = shortAlias(asked);
        if (alias.isPresent()
                && (!alias.get().byStream() || known.publishedBy(there).isEmpty())) {
            return new ResolvedName(alias.get().target(), NameRule.ALIAS);
        }
        return orAlias(new ResolvedName(there, NameRule.DEFAULT_REGISTRY));
    }

    /**
     * The repository meant by a name as people write it, where a host is told by its dot or its port: the appliance's own host, also
     * without its port, is left out, and Docker Hub's short names are its official images.
     */
    public ResolvedName resolveWritten(String written) throws MalformedValueException, IOException {
        return resolve(null, null, pathOf(written));
    }

    /** A name as people write it, as the path of a request. */
    public String pathOf(String written) throws MalformedValueException, IOException {
        int slash = written.indexOf('/');
        String host = slash < 0 ? "" : canonical(written.substring(0, slash));
        if (isOwn(host)) {
            return written.substring(slash + 1);
        }
        if (!isHost(host)) {
            return written;
        }
        RepositoryName full = Reference.parse(written).repositoryName();
        boolean own = ownWithoutPort.contains(host) && !upstreamNames.contains(host);
        // A registry for which this server has a certificate too is not the server itself.
        return own && known.publishedBy(full).isEmpty() ? written.substring(slash + 1) : full.value();
    }

    /** Whether {@code text}, in canonical spelling, is a host as people tell one from a path: by a dot or a port. */
    public static boolean isHost(String text) {
        return text.indexOf('.') >= 0 || text.indexOf(':') >= 0 || text.equals("localhost");
    }

    private boolean isOwn(String host) {
        return ownNames.contains(host) && !upstreamNames.contains(host);
    }

    /**
     * The repository that a push to {@code name} goes to: one that is local already, or may be made.
     *
     * @throws UncreatableNameException if it is neither
     */
    public RepositoryName resolveForPush(@Nullable String host, @Nullable String ns, String name)
            throws MalformedValueException, UncreatableNameException, IOException {
        RepositoryName asked = RepositoryName.parse(name);
        String upstream = upstream(host, ns);
        RepositoryName full = upstream == null ? asked : under(upstream, asked);
        if (upstream != null || full.startsWithHost()) {
            Optional<StreamName> owner = known.publishedBy(full);
            throw owner.isPresent()
                    ? UncreatableNameException.ofStream(full, owner.get())
                    : UncreatableNameException.hosted(full);
        }
        if (known.isLocal(asked)) {
            return asked;
        }
        requireCreatable(asked);
        return asked;
    }

    /** Whether a local repository may have this name, which has no host. */
    private void requireCreatable(RepositoryName name)
            throws MalformedValueException, UncreatableNameException, IOException {
        if (name.value().startsWith(LIBRARY)) {
            throw UncreatableNameException.library(name);
        }
        Optional<Alias> alias = known.alias(name);
        if (alias.isPresent()) {
            throw UncreatableNameException.alias(name, alias.get().target());
        }
        RepositoryName there = underDefaultRegistry(name);
        if (known.publishedBy(there).isPresent()) {
            throw UncreatableNameException.hiding(name, there);
        }
    }

    /** The repository that {@code name}, which has no host and is neither local nor an alias, means. */
    public RepositoryName underDefaultRegistry(RepositoryName name) throws MalformedValueException {
        // Only Docker Hub has names of one component, and keeps them in library/.
        boolean official =
                defaultRegistry.equals(Reference.DOCKER_HUB) && name.value().indexOf('/') < 0;
        return RepositoryName.of(defaultRegistry, official ? LIBRARY + name : name.value());
    }

    // Clients write library/ themselves: to them windowsservercore and library/windowsservercore are one name.
    private Optional<Alias> shortAlias(RepositoryName asked) throws IOException {
        Optional<Alias> alias = known.alias(asked);
        String name = asked.value();
        return alias.isPresent() || !name.startsWith(LIBRARY) || name.indexOf('/', LIBRARY.length()) >= 0
                ? alias
                : known.alias(new RepositoryName(name.substring(LIBRARY.length())));
    }

    private ResolvedName orAlias(ResolvedName found) throws IOException {
        Optional<Alias> alias = known.alias(found.repository());
        return alias.isPresent() && known.publishedBy(found.repository()).isEmpty()
                ? new ResolvedName(alias.get().target(), NameRule.ALIAS)
                : found;
    }

    /** The host that the request names, in canonical spelling; null if it names none or the appliance itself. */
    private @Nullable String upstream(@Nullable String host, @Nullable String ns) throws MalformedValueException {
        String here = host == null ? null : canonical(host);
        if (ns == null) {
            return here != null && upstreamNames.contains(here) ? here : null;
        }
        String there = canonical(ns);
        if (!Reference.isCanonicalHost(there)) {
            throw new MalformedValueException("ns", ns, "a registry host with an optional port");
        }
        if (isOwn(there) || (there.equals(here) && !upstreamNames.contains(there))) {
            return null;
        }
        if (!isHost(there)) {
            // Below such a name are local repositories.
            throw new MalformedValueException(UPSTREAM, ns, "a host with a dot or a port, as all registries have");
        }
        return ns.endsWith(HTTPS_PORT) ? there + HTTPS_PORT : there;
    }

    private RepositoryName under(String upstream, RepositoryName asked) throws MalformedValueException, IOException {
        if (upstream.endsWith(HTTPS_PORT)) {
            // It was saved with the port or without.
            RepositoryName with = under(RepositoryName.hostComponent(upstream), asked.value());
            if (known.publishedBy(with).isPresent()) {
                return with;
            }
        }
        return under(RepositoryName.hostComponent(canonical(upstream)), asked.value());
    }

    private static RepositoryName under(String host, String name) throws MalformedValueException {
        return RepositoryName.parse(name.startsWith(host + '/') ? name : host + '/' + name);
    }

    /** Lower case, the one name of a host that has several, without the port that goes without saying. */
    private static String canonical(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        int port = lower.endsWith(HTTPS_PORT) ? HTTPS_PORT.length() : 0;
        return Reference.canonicalHost(lower.substring(0, lower.length() - port));
    }
}
