package dev.sallyport.testkit;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The reading half of the distribution API, answered as it should be.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md">distribution specification</a>
 */
final class RegistryRoutes {
    static final String DIGEST_HEADER = "Docker-Content-Digest";
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    private final RegistryContent content;
    private volatile boolean referrersApi = true;
    private volatile int pageSize = Integer.MAX_VALUE;

    private volatile boolean search;
    private final Map<String, Integer> generatedTags = new ConcurrentHashMap<>();
    private final Map<String, RegistryContent.Held> documents = new ConcurrentHashMap<>();

    RegistryRoutes(RegistryContent content) {
        this.content = content;
    }

    void referrersApi(boolean on) {
        referrersApi = on;
    }

    void search(boolean on) {
        search = on;
    }

    void generateTags(String repository, int count) {
        generatedTags.put(repository, count);
    }

    void document(String path, String mediaType, byte[] bytes) {
        documents.put(path, new RegistryContent.Held(mediaType, bytes));
    }

    void pageSize(int entries) {
        pageSize = entries;
    }

    RegistryAnswer answer(RegistryRequest request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return RegistryAnswer.error(405, "UNSUPPORTED", "nothing can be written here");
        }
        String path = request.path();
        if (path.equals("/v2/") || path.equals("/v2")) {
            return RegistryAnswer.json(200, new JsonWriter())
                    .withHeader("Docker-Distribution-Api-Version", "registry/2.0");
        }
        RegistryContent.Held document = documents.get(path);
        if (document != null) {
            RegistryAnswer whole = RegistryAnswer.of(200, document.mediaType(), document.bytes());
            Optional<String> range = request.header("Range");
            return range.isPresent() ? part(whole, range.get()) : whole;
        }
        if (path.equals("/v2/_catalog")) {
            return names(request, new JsonWriter(), "repositories", content.repositories());
        }
        if (path.equals("/v1/search") && search) {
            return found(request);
        }
        Optional<RegistryPath> parsed = RegistryPath.parse(path);
        if (parsed.isEmpty()) {
            return RegistryAnswer.error(404, "NOT_FOUND", "no such endpoint");
        }
        RegistryPath asked = parsed.get();
        return switch (asked.kind()) {
            case "manifests" -> manifest(request, asked);
            case "blobs" -> blob(request, asked);
            case "referrers" -> referrers(request, asked);
            default ->
                asked.reference().equals("list")
                        ? tags(request, asked)
                        : RegistryAnswer.error(404, "NOT_FOUND", "no such endpoint");
        };
    }

    private RegistryAnswer manifest(RegistryRequest request, RegistryPath asked) {
        Optional<RegistryContent.Held> held = content.manifest(asked.repository(), asked.reference())
                .filter(manifest -> request.accepts(manifest.mediaType()));
        return held.map(manifest -> RegistryAnswer.of(200, manifest.mediaType(), manifest.bytes())
                        .withHeader(DIGEST_HEADER, digest(asked.reference(), manifest.bytes())))
                .orElseGet(
                        () -> RegistryAnswer.error(404, "MANIFEST_UNKNOWN", "manifest unknown: " + asked.reference()));
    }

    private RegistryAnswer blob(RegistryRequest request, RegistryPath asked) {
        Optional<RegistryContent.Held> held = content.blob(asked.repository(), asked.reference());
        if (held.isEmpty()) {
            return RegistryAnswer.error(404, "BLOB_UNKNOWN", "blob unknown: " + asked.reference());
        }
        RegistryAnswer whole = RegistryAnswer.of(
                        200, held.get().mediaType(), held.get().bytes())
                .withHeader(DIGEST_HEADER, asked.reference())
                .withHeader("Accept-Ranges", "bytes");
        Optional<String> range = request.header("Range");
        return range.isPresent() && request.method().equals("GET") ? part(whole, range.get()) : whole;
    }

    private static RegistryAnswer part(RegistryAnswer whole, String range) {
        int size = whole.body().length;
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return whole;
        }
        boolean suffix = matcher.group(1).isEmpty();
        long first = suffix ? Math.max(0, size - Long.parseLong(matcher.group(2))) : Long.parseLong(matcher.group(1));
        long last = suffix || matcher.group(2).isEmpty()
                ? size - 1L
                : Math.min(size - 1L, Long.parseLong(matcher.group(2)));
        if (first >= size || last < first) {
            return RegistryAnswer.error(416, "UNKNOWN", "range not satisfiable")
                    .withHeader("Content-Range", "bytes */" + size);
        }
        return new RegistryAnswer(206, whole.headers(), Arrays.copyOfRange(whole.body(), (int) first, (int) last + 1))
                .withHeader("Content-Range", "bytes " + first + '-' + last + '/' + size);
    }

    private RegistryAnswer found(RegistryRequest request) {
        String term = request.parameter("q").orElse("");
        List<String> names = content.repositories().stream()
                .filter(name -> name.contains(term))
                .toList();
        return RegistryAnswer.json(
                200,
                new JsonWriter()
                        .putAll(
                                "results",
                                names,
                                name -> new JsonWriter()
                                        .put("name", name)
                                        .put("description", "what " + name + " is")
                                        .put("star_count", 7)
                                        .toObject()));
    }

    private RegistryAnswer generatedTags(RegistryRequest request, int count) {
        int from = request.parameter("last")
                .map(last -> Integer.parseInt(last.substring(1)) + 1)
                .orElse(0);
        int size = Math.min(
                request.parameter("n").map(Integer::parseInt).orElse(Integer.MAX_VALUE),
                Math.min(pageSize, count - from));
        List<String> page = IntStream.range(from, from + size)
                .mapToObj(number -> String.format(Locale.ROOT, "v%07d", number))
                .toList();
        RegistryAnswer answer = RegistryAnswer.json(200, new JsonWriter().putAll("tags", page, Json::of));
        return from + size >= count
                ? answer
                : answer.withHeader(
                        "Link",
                        "<" + request.path() + "?n=" + size + "&last=" + page.get(page.size() - 1) + ">; rel=\"next\"");
    }

    private RegistryAnswer tags(RegistryRequest request, RegistryPath asked) {
        Integer generated = generatedTags.get(asked.repository());
        if (generated != null) {
            return generatedTags(request, generated);
        }
        Optional<List<String>> all = content.tags(asked.repository());
        if (all.isEmpty()) {
            return RegistryAnswer.error(404, "NAME_UNKNOWN", "repository unknown: " + asked.repository());
        }
        return names(request, new JsonWriter().put("name", asked.repository()), "tags", all.get());
    }

    private RegistryAnswer names(RegistryRequest request, JsonWriter json, String member, List<String> all) {
        String last = request.parameter("last").orElse("");
        int asking = request.parameter("n").map(Integer::parseInt).orElse(Integer.MAX_VALUE);
        int size = Math.min(asking, pageSize);
        List<String> rest = all.stream().filter(tag -> tag.compareTo(last) > 0).toList();
        List<String> page = rest.stream().limit(size).toList();
        RegistryAnswer answer = RegistryAnswer.json(200, json.putAll(member, page, Json::of));
        return page.size() == rest.size() || page.isEmpty()
                ? answer
                : answer.withHeader(
                        "Link",
                        "<" + request.path() + "?n=" + size + "&last=" + page.get(page.size() - 1) + ">; rel=\"next\"");
    }

    private RegistryAnswer referrers(RegistryRequest request, RegistryPath asked) {
        if (!referrersApi) {
            return RegistryAnswer.error(404, "NOT_FOUND", "no such endpoint");
        }
        Optional<String> type = request.parameter("artifactType");
        int from = request.parameter("from").map(Integer::parseInt).orElse(0);
        List<Descriptor> all = content.referrers(asked.repository(), asked.reference()).stream()
                .filter(referrer -> type.isEmpty() || type.get().equals(referrer.artifactType()))
                .toList();
        List<Descriptor> page = all.stream().skip(from).limit(pageSize).toList();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", MediaTypes.OCI_INDEX);
        if (type.isPresent()) {
            headers.put("OCI-Filters-Applied", "artifactType");
        }
        if (from + page.size() < all.size()) {
            headers.put(
                    "Link",
                    "<" + request.path() + "?from=" + (from + page.size())
                            + type.map(value -> "&artifactType=" + value).orElse("") + ">; rel=\"next\"");
        }
        return new RegistryAnswer(200, headers, RegistryContent.referrersIndex(page));
    }

    private static String digest(String reference, byte[] bytes) {
        return Digest.tryParse(reference).orElseGet(() -> Digest.sha256(bytes)).toString();
    }

    static byte[] webPage() {
        return "<!DOCTYPE html><title>Sign in</title><p>Accept the terms to use this network."
                .getBytes(StandardCharsets.UTF_8);
    }
}
