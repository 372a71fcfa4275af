package dev.sallyport.agent.resolution;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.TagVersion;
import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.RepeatedKeys;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlLimits;
import dev.sallyport.yaml.YamlList;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlReader;
import dev.sallyport.yaml.YamlText;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chart repository on the web: an {@code index.yaml} that says which versions of which charts there are, and where.
 *
 * @see <a href="https://helm.sh/docs/topics/chart_repository/">chart repositories</a>
 */
final class ChartRepository {
    /** The most bytes of a chart. */
    static final int LARGEST_CHART = 32 << 20;

    private static final YamlLimits LIMITS = new YamlLimits(64 << 20, 32, 4_000_000, 4);

    private final URI address;
    private final Downloads downloads;

    /** @param address of {@code index.yaml}, or of the folder that it is in */
    ChartRepository(URI address, Downloads downloads) {
        String text = address.toString();
        this.address = text.endsWith(".yaml")
                ? address
                : URI.create(text.endsWith("/") ? text + "index.yaml" : text + "/index.yaml");
        this.downloads = downloads;
    }

    /** A version of a chart; {@code digest} is what its archive has, null if the index does not say. */
    record Entry(
            String name,
            String version,
            URI archive,
            @Nullable Digest digest) {}

    /**
     * The entry of {@code version}; without one, of the newest that is no pre-release.
     *
     * @throws ChartException if there is no such chart or version, naming the nearest
     */
    Entry find(String chart, @Nullable String version) throws IOException, SallyportException {
        List<Entry> entries = entries(chart);
        if (entries.isEmpty()) {
            throw problem(chart, "it is not in the repository", "Check its name: helm search repo lists them.");
        }
        Optional<Entry> found = version == null ? newest(entries) : exactly(entries, version);
        return found.orElseThrow(() -> problem(
                chart,
                (version == null ? "it has no released version" : "it has no version " + version) + "; there are "
                        + String.join(
                                ", ",
                                entries.stream().limit(10).map(Entry::version).toList()),
                "Give one of its versions."));
    }

    private static Optional<Entry> exactly(List<Entry> entries, String version) {
        return entries.stream()
                .filter(entry ->
                        entry.version().equals(version) || entry.version().equals("v" + version))
                .findFirst();
    }

    private static Optional<Entry> newest(List<Entry> entries) {
        return entries.stream()
                .filter(entry ->
                        version(entry).filter(each -> !each.isPreRelease()).isPresent())
                .max(Comparator.comparing(entry -> version(entry).orElseThrow(), TagVersion.ORDER));
    }

    // What is behind a plus sign does not count for order, https://semver.org.
    private static Optional<TagVersion> version(Entry entry) {
        return TagVersion.parse(entry.version().replaceFirst("\\+.*", ""));
    }

    /** The archive, held against the digest that the index gives. */
    byte[] download(Entry entry) throws IOException, SallyportException {
        byte[] content = downloads.get(entry.archive(), LARGEST_CHART);
        Digest expected = entry.digest();
        if (expected != null) {
            Digest found = Digest.of(DigestAlgorithm.SHA256, content);
            if (!found.equals(expected)) {
                throw new ChartException(
                        Category.REFUSED,
                        entry.name() + " " + entry.version(),
                        "the repository says " + expected + ", but its archive is " + found,
                        "Do not use it; tell whoever publishes the chart.");
            }
        }
        return content;
    }

    private List<Entry> entries(String chart) throws IOException, SallyportException {
        List<Yaml> documents;
        try {
            documents = new YamlReader(LIMITS, RepeatedKeys.REFUSED)
                    .read(address.toString(), downloads.get(address, LIMITS.bytes()));
        } catch (MalformedDocumentException e) {
            throw problem(chart, e.getMessage(), "Check the repository's address.");
        }
        List<Entry> entries = new ArrayList<>();
        if (documents.isEmpty()
                || !(documents.get(0) instanceof YamlMap index)
                || !(index.get("entries") instanceof YamlMap charts)) {
            throw problem(chart, "what is at " + address + " is no index of charts", "Check the repository's address.");
        }
        if (charts.get(chart) instanceof YamlList versions) {
            for (Yaml version : versions.items()) {
                if (version instanceof YamlMap fields) {
                    entry(chart, fields).ifPresent(entries::add);
                }
            }
        }
        return entries;
    }

    private Optional<Entry> entry(String chart, YamlMap fields) throws ChartException {
        if (!(fields.get("version") instanceof YamlText version)
                || !(fields.get("urls") instanceof YamlList urls)
                || urls.items().isEmpty()
                || !(urls.items().get(0) instanceof YamlText url)) {
            return Optional.empty();
        }
        Digest digest = fields.get("digest") instanceof YamlText text
                ? Digest.tryParse(text.value().startsWith("sha256:") ? text.value() : "sha256:" + text.value())
                        .orElse(null)
                : null;
        try {
            return Optional.of(new Entry(chart, version.value(), address.resolve(new URI(url.value())), digest));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw problem(
                    chart,
                    "its archive has no usable address: " + Printable.shorten(url.value()),
                    "Tell whoever keeps the repository.");
        }
    }

    private ChartException problem(String chart, String problem, String remedy) {
        return new ChartException(Category.MISSING, chart + " at " + address, problem, remedy);
    }
}
