package dev.sallyport.oci;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names an image at a registry: host, repository there, and a tag, a digest, or both. Short names are those of Docker Hub:
 * {@code nginx} is {@code docker.io/library/nginx:latest}.
 *
 * <p>With both a tag and a digest the digest decides, and the tag is the name it gets.
 */
public record Reference(
        String host,
        String repository,
        @Nullable Tag tag,
        @Nullable Digest digest) {
    /** Docker Hub's name in references. */
    public static final String DOCKER_HUB = "docker.io";

    private static final int LONGEST = 1024;

    public Reference {
        requireNonNull(host, "host is null");
        requireNonNull(repository, "repository is null");
        if (tag == null && digest == null) {
            throw new IllegalArgumentException("Neither a tag nor a digest");
        }
    }

    /** Reads {@code [HOST[:PORT]/]PATH[:TAG][@DIGEST]}; with neither tag nor digest the tag is {@code latest}. */
    public static Reference parse(String text) throws MalformedValueException {
        if (text.length() > LONGEST) {
            throw malformed(text);
        }
        int at = text.indexOf('@');
        Digest digest = at < 0 ? null : Digest.parse(text.substring(at + 1));
        String named = at < 0 ? text : text.substring(0, at);
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > named.lastIndexOf('/');
        String name = tagged ? named.substring(0, colon) : named;
        Tag tag = tagged ? Tag.parse(named.substring(colon + 1)) : digest == null ? new Tag("latest") : null;
        int slash = name.indexOf('/');
        boolean hosted = slash > 0 && isHost(name.substring(0, slash));
        String host = hosted ? canonicalHost(name.substring(0, slash)) : DOCKER_HUB;
        String path = hosted ? name.substring(slash + 1) : name;
        if (host.equals(DOCKER_HUB) && path.indexOf('/') < 0) {
            path = "library/" + path;
        }
        if (!Names.isHost(host) || !Names.isPath(path)) {
            throw malformed(text);
        }
        return new Reference(host, path, tag, digest);
    }

    /** The one spelling of a registry host: lower case, and Docker Hub's other names as {@value #DOCKER_HUB}. */
    public static String canonicalHost(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com" -> DOCKER_HUB;
            default -> lower;
        };
    }

    /** Whether {@code text} is a registry host with an optional port, in canonical spelling. */
    public static boolean isCanonicalHost(String text) {
        return Names.isHost(text) && canonicalHost(text).equals(text);
    }

    /** The name its content has in bundles and on the appliance. */
    public RepositoryName repositoryName() throws MalformedValueException {
        return RepositoryName.of(host, repository);
    }

    /** The digest if there is one, else the tag: what to ask the registry for. */
    public String selector() {
        return digest != null ? digest.toString() : requireNonNull(tag).name();
    }

    /** The same repository at {@code other}. */
    public Reference withDigest(Digest other) {
        return new Reference(host, repository, tag, other);
    }

    /** {@code HOST/PATH[:TAG][@DIGEST]}, in full. */
    @Override
    public String toString() {
        return host + '/' + repository + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    // Docker's rule: a first component with a dot or a port, in upper case, or "localhost", is a host.
    private static boolean isHost(String component) {
        return component.indexOf('.') >= 0
                || component.indexOf(':') >= 0
                || component.equals("localhost")
                || !component.equals(component.toLowerCase(Locale.ROOT));
    }

    private static MalformedValueException malformed(String text) {
        return new MalformedValueException(
                "reference", text, "[HOST[:PORT]/]PATH[:TAG][@DIGEST], such as docker.io/library/nginx:1.27");
    }
}
