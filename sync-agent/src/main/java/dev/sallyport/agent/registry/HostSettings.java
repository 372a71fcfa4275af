package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Printable;
import dev.sallyport.oci.Reference;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to one host: a registry, or the token or storage host that it points to.
 *
 * @param mirror {@code HOST[:PORT][/PATH]}, asked before the host itself; null for none. With a path, repositories lie
 *     under it there.
 * @param ca a PEM file with authorities to trust besides those that Java trusts; null for none
 * @param clientCertificate what to show to the host; null for nothing
 * @param parallel the most requests at once, answers still being read included; at least 1
 * @param plainHttp whether it may be talked to without TLS
 */
public record HostSettings(
        @Nullable String mirror,
        @Nullable Path ca,
        @Nullable ClientCertificate clientCertificate,
        int parallel,
        boolean plainHttp) {
    /** What holds for a host that nothing is said about. */
    public static final HostSettings DEFAULT = new HostSettings(null, null, null, 12, false);

    private static final Pattern MIRROR = Pattern.compile("([^/]{1,255})((?:/[a-z0-9][a-z0-9._-]{0,127}){0,16})");

    public HostSettings {
        if (mirror != null && !isMirror(mirror)) {
            throw new IllegalArgumentException("mirror is not HOST[:PORT][/PATH]: " + Printable.shorten(mirror));
        }
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel is less than 1");
        }
    }

    /** Whether {@code text} may be a mirror: {@code HOST[:PORT][/PATH]}. */
    public static boolean isMirror(String text) {
        Matcher parts = MIRROR.matcher(text);
        return parts.matches() && Reference.isCanonicalHost(parts.group(1));
    }

    /** These settings with a mirror. */
    public HostSettings withMirror(String other) {
        return new HostSettings(requireNonNull(other, "mirror is null"), ca, clientCertificate, parallel, plainHttp);
    }

    /** These settings with authorities to trust. */
    public HostSettings withCa(Path file) {
        return new HostSettings(mirror, requireNonNull(file, "ca is null"), clientCertificate, parallel, plainHttp);
    }

    /** These settings with something to show to the host. */
    public HostSettings withClientCertificate(ClientCertificate certificate) {
        return new HostSettings(
                mirror, ca, requireNonNull(certificate, "clientCertificate is null"), parallel, plainHttp);
    }

    /** These settings with another limit. */
    public HostSettings withParallel(int most) {
        return new HostSettings(mirror, ca, clientCertificate, most, plainHttp);
    }

    /** These settings, and no need for TLS. */
    public HostSettings withPlainHttp() {
        return new HostSettings(mirror, ca, clientCertificate, parallel, true);
    }

    Optional<Path> authorities() {
        return Optional.ofNullable(ca);
    }

    Optional<ClientCertificate> shown() {
        return Optional.ofNullable(clientCertificate);
    }
}
