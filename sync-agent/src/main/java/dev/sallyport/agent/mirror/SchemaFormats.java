package dev.sallyport.agent.mirror;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.oci.VersionRange;
import dev.sallyport.terminal.Lifetimes;
import dev.sallyport.terminal.Sizes;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The formats of the schema: each is what the program that uses the value reads it with, so that both agree. */
final class SchemaFormats {
    /** Reads a text; whatever it throws of these means that the text does not have the format. */
    private interface Check {
        boolean accepts(String text) throws SallyportException, URISyntaxException;
    }

    private static final Map<String, Check> CHECKS = Map.ofEntries(
            Map.entry("path", SchemaFormats::isPath),
            Map.entry("platform", text -> Platform.parse(text) != null),
            Map.entry("image-reference", SchemaFormats::isReference),
            Map.entry("repository", SchemaFormats::isRepository),
            Map.entry("hosted-name", SchemaFormats::isHostedName),
            Map.entry("short-name", SchemaFormats::isShortName),
            Map.entry("digest", text -> Digest.tryParse(text).isPresent()),
            Map.entry("tag", text -> Tag.parse(text) != null),
            Map.entry("version-range", text -> VersionRange.parse(text) != null),
            Map.entry("re2", text -> Pattern.compile(text) != null),
            Map.entry("chart-address", SchemaFormats::isChartAddress),
            Map.entry("json-path", SchemaFormats::isJsonPath),
            Map.entry("volume-size", text -> Sizes.parse(text) > 0),
            Map.entry("lifetime", text -> Lifetimes.parse(text).isPresent()),
            Map.entry("registry-host", Reference::isCanonicalHost),
            Map.entry("mirror-address", SchemaFormats::isMirrorAddress));

    private SchemaFormats() {}

    static boolean isKnown(String format) {
        return CHECKS.containsKey(format);
    }

    /** Whether {@code text} has the format. */
    static boolean accepts(String format, String text) {
        Check check = CHECKS.get(format);
        if (check == null) {
            throw new IllegalArgumentException("No such format: " + format);
        }
        try {
            return check.accepts(text);
        } catch (SallyportException | URISyntaxException | InvalidPathException | PatternSyntaxException e) {
            return false;
        }
    }

    private static boolean isPath(String text) {
        return !text.contains("://") && !Path.of(text).toString().isEmpty();
    }

    // "docker:" and the like are other programs' words for where an image comes from, not repositories.
    private static boolean isReference(String text) throws SallyportException {
        return !text.contains("://")
                && !text.matches("(?:oci|oci-archive|docker|docker-archive|docker-daemon|dir|containers-storage):.*")
                && Reference.parse(text).repositoryName() != null;
    }

    private static boolean isRepository(String text) throws SallyportException {
        return isReference(text) && text.indexOf('@') < 0 && text.lastIndexOf(':') <= text.lastIndexOf('/');
    }

    private static boolean isHostedName(String text) throws SallyportException {
        return isReference(text)
                && text.indexOf('@') < 0
                && text.lastIndexOf(':') > text.lastIndexOf('/')
                && isHosted(text);
    }

    /** Whether a reference says its host, rather than meaning Docker Hub. */
    private static boolean isHosted(String text) throws SallyportException {
        return text.toLowerCase(Locale.ROOT).startsWith(Reference.parse(text).host() + '/');
    }

    private static boolean isShortName(String text) throws SallyportException {
        return !RepositoryName.parse(text).startsWithHost();
    }

    private static boolean isChartAddress(String text) throws SallyportException, URISyntaxException {
        if (text.startsWith("oci://")) {
            // Versions have a plus sign that tags write as an underscore, as Helm does.
            String named = text.substring("oci://".length()).replace('+', '_');
            return isReference(named) && isHosted(named);
        }
        URI address = new URI(text);
        return ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
                && address.getHost() != null
                && address.getUserInfo() == null
                && address.getFragment() == null
                && String.valueOf(address.getPath()).endsWith(".yaml");
    }

    // Only its shape: who evaluates it knows the rest.
    private static boolean isJsonPath(String text) {
        return text.matches("\\$(?:[.\\[].*)?");
    }

    private static boolean isMirrorAddress(String text) throws SallyportException {
        int slash = text.indexOf('/');
        return slash < 0
                ? Reference.isCanonicalHost(text)
                : Reference.isCanonicalHost(text.substring(0, slash)) && isRepository(text);
    }
}
