package dev.sallyport.appliance.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a real client pushed: what there was before, and its requests in order.
 *
 * <p>A file has the conversations of one client, in blocks separated by empty lines: its contents, {@code NAME SIZE} for any bytes of
 * that size and {@code NAME TYPE JSON} for a manifest; {@code @N}, the headers of one kind of request; and conversations, which begin with
 * {@code # SCENARIO}. There, {@code held REPOSITORY {NAME} [TAG…]} is what the repository had, and
 * {@code METHOD TARGET STATUS [<NAME] [={NAME}] [>SESSION] @N} a request with its body, the manifest that is answered, and the upload
 * session that it begins; {@code form} is the body of the one before it.
 *
 * <p>In targets and manifests {@code {NAME}} is a digest, {@code {NAME%}} the same percent-encoded, {@code {NAME-}} the same as a tag,
 * {@code {1}} the place of a session, and {@code {ns}} a namespace of the conversation's own.
 */
record RecordedPush(
        String client, String scenario, Map<String, Content> contents, List<Held> held, List<Request> requests) {
    private static final Pattern REQUEST =
            Pattern.compile("([A-Z]+) (\\S+) ([0-9]{3})(?: <(\\w+))?(?: =\\{(\\w+)})?(?: >([0-9]+))? @([0-9]+)");

    /** @param json of a manifest; null for any bytes */
    record Content(
            int size, @Nullable String type, @Nullable String json) {}

    /** What a repository had before. */
    record Held(String repository, String name, List<String> tags) {}

    /**
     * @param body the name of what it brings
     * @param answered the name of the manifest that it asks for
     * @param session the number of the session that it begins; 0 if none
     */
    record Request(
            String method,
            String target,
            int status,
            @Nullable String body,
            @Nullable String answered,
            int session,
            List<String> headers,
            String form) {}

    @Override
    public String toString() {
        return client + ' ' + scenario;
    }

    static List<RecordedPush> read(Path file) throws IOException {
        Map<String, Content> contents = new LinkedHashMap<>();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        List<RecordedPush> found = new ArrayList<>();
        for (String block : Files.readString(file).strip().split("\n\n", -1)) {
            List<String> lines = block.lines().toList();
            String first = lines.get(0);
            if (first.startsWith("@")) {
                headers.put(first.substring(1), lines.subList(1, lines.size()));
            } else if (first.startsWith("# ")) {
                String client = file.getFileName().toString().replace(".txt", "");
                found.add(conversation(client, first.substring(2), contents, headers, lines.subList(1, lines.size())));
            } else {
                lines.forEach(line -> content(line.split(" ", 3), contents));
            }
        }
        return found;
    }

    private static void content(String[] words, Map<String, Content> contents) {
        contents.put(
                words[0],
                words.length == 2
                        ? new Content(Integer.parseInt(words[1]), null, null)
                        : new Content(0, words[1], words[2]));
    }

    private static RecordedPush conversation(
            String client,
            String scenario,
            Map<String, Content> contents,
            Map<String, List<String>> headers,
            List<String> lines)
            throws IOException {
        List<Held> held = new ArrayList<>();
        List<Request> requests = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("held")) {
                String name = words[2].substring(1, words[2].length() - 1);
                held.add(new Held(words[1], name, List.of(words).subList(3, words.length)));
            } else if (words[0].equals("form")) {
                Request last = requests.remove(requests.size() - 1);
                requests.add(new Request(
                        last.method(), last.target(), last.status(), null, null, 0, last.headers(), words[1]));
            } else {
                requests.add(request(line, headers));
            }
        }
        return new RecordedPush(client, scenario, contents, held, requests);
    }

    private static Request request(String line, Map<String, List<String>> headers) throws IOException {
        Matcher parts = REQUEST.matcher(line);
        if (!parts.matches()) {
            throw new IOException("No request: " + line);
        }
        return new Request(
                parts.group(1),
                parts.group(2),
                Integer.parseInt(parts.group(3)),
                parts.group(4),
                parts.group(5),
                parts.group(6) == null ? 0 : Integer.parseInt(parts.group(6)),
                headers.get(parts.group(7)),
                "");
    }
}
