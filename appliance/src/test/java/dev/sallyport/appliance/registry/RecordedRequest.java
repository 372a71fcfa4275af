package dev.sallyport.appliance.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that a real client sent to a registry while it pulled, and what it needs in return. Digests are named by the role of
 * the content, such as {@code {app.index}}: the tests publish content of the same shape.
 *
 * <p>In a file, conversations are blocks separated by empty lines: {@code METHOD TARGET STATUS [{CONTENT}]}, then the headers.
 *
 * @param content the content that the answer is to be, or to be about; null where the answer is not content
 */
record RecordedRequest(
        String method, String target, int status, @Nullable String content, List<String> headers) {
    private static final Pattern ROLE = Pattern.compile("\\{([a-z0-9.]+)}");
    private static final Pattern FIRST_LINE = Pattern.compile("(GET|HEAD) (/\\S+) ([0-9]{3})(?: \\{([a-z0-9.]+)})?");

    RecordedRequest {
        headers = List.copyOf(headers);
    }

    /** The conversation in {@code file}, in order. */
    static List<RecordedRequest> read(Path file) throws IOException {
        List<RecordedRequest> requests = new ArrayList<>();
        for (String block : Files.readString(file).split("\n\n", -1)) {
            List<String> lines = block.lines().toList();
            if (lines.isEmpty() || lines.get(0).startsWith("#")) {
                continue;
            }
            Matcher first = FIRST_LINE.matcher(lines.get(0));
            if (!first.matches()) {
                throw new IOException(file + " has no request in: " + lines.get(0));
            }
            requests.add(new RecordedRequest(
                    first.group(1),
                    first.group(2),
                    Integer.parseInt(first.group(3)),
                    first.group(4),
                    lines.subList(1, lines.size())));
        }
        return requests;
    }

    /** The target with a digest in place of each role. */
    String target(UnaryOperator<String> digestOfRole) {
        return ROLE.matcher(target).replaceAll(match -> digestOfRole.apply(match.group(1)));
    }

    /** The first byte asked for; empty for all of them. */
    Optional<Integer> rangeStart() {
        return headers.stream()
                .filter(header -> header.startsWith("Range: bytes="))
                .map(header -> Integer.parseInt(header.substring("Range: bytes=".length(), header.lastIndexOf('-'))))
                .findFirst();
    }

    /** Whether the client asked for the connection to be closed after the answer. */
    boolean isLast() {
        return headers.contains("Connection: close");
    }

    /** {@code /manifests/}, {@code /blobs/}, {@code /referrers/} or {@code /tags/}; empty for the base. */
    String kind() {
        for (String kind : List.of("/manifests/", "/blobs/", "/referrers/", "/tags/")) {
            if (target.contains(kind)) {
                return kind;
            }
        }
        return "";
    }
}
