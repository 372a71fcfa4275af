package dev.sallyport.appliance.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.RepositoryName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The repository that a request means. Content lives under its full upstream name, but clients that use the appliance as a
 * mirror leave the host out of the path: new ones say it in the query parameter {@code ns}, older ones not at all.
 *
 * <p>Says what a name means, not whether anything is there. Immutable.
 */
public final class NameResolution {
    private final String defaultRegistry;
    private final Set<String> ownNames;

    /**
     * @param defaultRegistry host of names that have none and come without {@code ns}; in canonical spelling
     * @param ownNames hosts, with their ports, that are this appliance itself
     */
    public NameResolution(String defaultRegistry, Set<String> ownNames) {
        if (!Reference.isCanonicalHost(requireNonNull(defaultRegistry, "defaultRegistry is null"))) {
            throw new IllegalArgumentException("Not a registry host: " + defaultRegistry);
        }
        this.defaultRegistry = defaultRegistry;
        this.ownNames = Set.copyOf(ownNames);
    }

    /**
     * The repository meant by {@code name} in the path and {@code ns} in the query, {@code null} if there is none.
     *
     * @throws MalformedValueException if either breaks its grammar
     */
    public RepositoryName resolve(@Nullable String ns, String name) throws MalformedValueException {
        RepositoryName asked = RepositoryName.parse(name);
        String upstream = ns == null ? null : canonical(ns);
        if (upstream == null || ownNames.contains(upstream)) {
            return asked.startsWithHost() ? asked : underDefaultRegistry(name);
        }
        String prefix = RepositoryName.hostComponent(upstream) + '/';
        return name.startsWith(prefix) ? asked : RepositoryName.parse(prefix + name);
    }

    private RepositoryName underDefaultRegistry(String name) throws MalformedValueException {
        // Only Docker Hub has names of one component, and keeps them in library/.
        boolean official = defaultRegistry.equals(Reference.DOCKER_HUB) && name.indexOf('/') < 0;
        return RepositoryName.of(defaultRegistry, official ? "library/" + name : name);
    }

    private static String canonical(String ns) throws MalformedValueException {
        String host = Reference.canonicalHost(ns);
        if (!Reference.isCanonicalHost(host)) {
            throw new MalformedValueException("ns", ns, "a registry host with an optional port");
        }
        return host;
    }
}
