package dev.sallyport.oci;

import java.util.Locale;

/**
 * The name under which content lives in bundles and on the appliance: the upstream host, then the path there, such as
 * {@code docker.io/library/nginx}. A port is written with an underscore, since a colon is no part of a repository name:
 * {@code registry.example_5000/app}.
 */
public record RepositoryName(String value) implements Comparable<RepositoryName> {
    public RepositoryName {
        if (!Names.isPath(value)) {
            throw new IllegalArgumentException("Not a repository name: " + Printable.shorten(value));
        }
    }

    /** Reads a repository name as it is. */
    public static RepositoryName parse(String text) throws MalformedValueException {
        if (!Names.isPath(text)) {
            throw new MalformedValueException(
                    "repository name",
                    text,
                    "lower-case components of letters and digits, joined by '.', '_', '-' and separated by '/', at most 255 characters");
        }
        return new RepositoryName(text);
    }

    /** The name of {@code path} on {@code host}, which may have a port. */
    public static RepositoryName of(String host, String path) throws MalformedValueException {
        return parse(hostComponent(host) + '/' + path);
    }

    /** How a registry host is written as a name's first component. */
    public static String hostComponent(String host) {
        return host.toLowerCase(Locale.ROOT).replace(':', '_');
    }

    /** The name with its host's port as clients write it: {@code registry.example:5000/app}. */
    public String upstreamName() {
        return startsWithHost() ? value.replaceFirst("^([^/]*)_([0-9]{1,5})/", "$1:$2/") : value;
    }

    /** Whether the first component names a host: it has a dot, ends in {@code _PORT}, or is {@code localhost}. */
    public boolean startsWithHost() {
        int slash = value.indexOf('/');
        String first = slash < 0 ? value : value.substring(0, slash);
        return slash > 0 && (first.indexOf('.') >= 0 || first.matches(".*_[0-9]{1,5}") || first.equals("localhost"));
    }

    @Override
    public int compareTo(RepositoryName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
