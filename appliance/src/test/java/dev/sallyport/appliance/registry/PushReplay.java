package dev.sallyport.appliance.registry;

import static dev.sallyport.appliance.registry.PushFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.appliance.registry.RecordedPush.Content;
import dev.sallyport.appliance.registry.RecordedPush.Held;
import dev.sallyport.appliance.registry.RecordedPush.Request;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Sends one conversation again, and looks in each answer for what the client needed there. Used once, by one thread. */
final class PushReplay {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z0-9]+)([%-]?)}");

    private final PushFixture registry;
    private final RecordedPush push;
    private final String namespace;
    private final Map<String, byte[]> contents = new HashMap<>();
    private final Map<Integer, String> sessions = new HashMap<>();
    private final List<String> pushed = new ArrayList<>();
    private RawConnection connection;
    private String token = "";

    PushReplay(PushFixture registry, RecordedPush push, String namespace) {
        this.registry = registry;
        this.push = push;
        this.namespace = namespace;
    }

    void run(String actor) throws Exception {
        for (Held held : push.held()) {
            Content content = push.contents().get(held.name());
            registry.hold(fill(held.repository()), content(held.name()), content.type(), held.tags(), actor);
        }
        connection = registry.connect();
        try {
            for (Request request : push.requests()) {
                Answer answer = send(request);
                assertThat(answer.status()).as(request + " " + answer.text()).isEqualTo(request.status());
                check(request, answer);
                if (request.headers().contains("Connection: close")) {
                    assertThat(connection.readToEnd()).isEmpty();
                    connection.close();
                    connection = registry.connect();
                }
            }
            for (String path : pushed) {
                connection.get(path, authorization());
                Answer answer = connection.answer();
                assertThat(answer.status()).as(path).isEqualTo(200);
                assertThat(Digest.sha256(answer.body()).toString())
                        .isEqualTo(path.substring(path.lastIndexOf('/') + 1));
            }
        } finally {
            connection.close();
        }
    }

    private String[] authorization() {
        return token.isEmpty() ? new String[0] : new String[] {"Authorization: Bearer " + token};
    }

    /** A JSON manifest names other contents by their digests; other bytes are any that belong to this conversation alone. */
    private byte[] content(String name) {
        byte[] known = contents.get(name);
        if (known == null) {
            Content content = push.contents().get(name);
            known = content.json() != null
                    ? bytes(fill(content.json()))
                    : Arrays.copyOf(bytes((name + ' ' + namespace + ' ').repeat(content.size())), content.size());
            contents.put(name, known);
        }
        return known;
    }

    private String fill(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> {
            String name = match.group(1);
            if (name.equals("ns")) {
                return namespace;
            }
            if (Character.isDigit(name.charAt(0))) {
                return sessions.get(Integer.parseInt(name));
            }
            String digest = Digest.sha256(content(name)).toString();
            return match.group(2).isEmpty()
                    ? digest
                    : digest.replace(":", match.group(2).equals("%") ? "%3A" : "-");
        });
    }

    private Answer send(Request request) throws IOException {
        List<String> headers = new ArrayList<>();
        for (String header : request.headers()) {
            headers.add(header.replace("{token}", token)
                    .replace("{good}", Base64.getEncoder().encodeToString(bytes("alice:" + AccessFixture.PASSWORD))));
        }
        byte[] body = request.body() != null
                ? content(request.body())
                : bytes(fill(request.form().replace("{password}", AccessFixture.PASSWORD)));
        boolean chunked = headers.contains("Transfer-Encoding: chunked");
        if (!chunked && (body.length > 0 || !request.method().matches("GET|HEAD"))) {
            headers.add("Content-Length: " + body.length);
        }
        connection.request(request.method(), fill(request.target()), headers.toArray(String[]::new));
        if (headers.contains("Expect: 100-continue")) {
            assertThat(connection.head().status()).isEqualTo(100);
        }
        if (chunked) {
            connection
                    .send(Integer.toHexString(body.length) + "\r\n")
                    .send(body)
                    .send("\r\n0\r\n\r\n");
        } else {
            connection.send(body);
        }
        return request.method().equals("HEAD") ? connection.head() : connection.answer();
    }

    private void check(Request request, Answer answer) throws Exception {
        if (request.target().startsWith("/token") && answer.status() == 200) {
            token = AccessFixture.json(answer).text("access_token");
        } else if (answer.status() == 401) {
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer realm=\"http://localhost/token\"");
        } else if (answer.status() == 202 && !request.method().equals("DELETE")) {
            checkSession(request, answer);
        } else if (answer.status() == 201) {
            checkCreated(request, answer);
        } else if (answer.status() == 200 && request.answered() != null) {
            checkManifest(request, answer);
        } else if (answer.status() == 200 && request.target().contains("/blobs/")) {
            assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digestIn(request));
            assertThat(answer.header("Content-Length")).isNotNull();
        }
    }

    // docker's classic store needs the range; without a place nobody goes on.
    private void checkSession(Request request, Answer answer) {
        int number = request.session() > 0
                ? request.session()
                : Integer.parseInt(request.target().replaceAll("\\{([0-9]+)}.*", "$1"));
        assertThat(answer.header("Location")).startsWith("/v2/" + namespace);
        sessions.put(number, answer.header("Location"));
        int size = request.body() == null ? 0 : content(request.body()).length;
        assertThat(answer.header("Range")).isEqualTo("0-" + Math.max(0, size - 1));
        assertThat(answer.header("Docker-Upload-UUID")).isNotBlank();
    }

    // containerd and docker fail without the digest.
    private void checkCreated(Request request, Answer answer) throws Exception {
        boolean manifest = request.target().contains("/manifests/");
        String digest = manifest ? Digest.sha256(content(request.body())).toString() : digestIn(request);
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest);
        assertThat(answer.header("Location")).endsWith((manifest ? "/manifests/" : "/blobs/") + digest);
        pushed.add(answer.header("Location"));
        if (manifest) {
            assertThat(answer.header("OCI-Subject"))
                    .isEqualTo(parse(request.body())
                            .subjectDescriptor()
                            .map(Descriptor::digest)
                            .map(Digest::toString)
                            .orElse(null));
        }
    }

    private void checkManifest(Request request, Answer answer) {
        byte[] manifest = content(request.answered());
        assertThat(answer.header("Docker-Content-Digest"))
                .isEqualTo(Digest.sha256(manifest).toString());
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(manifest.length));
        assertThat(answer.header("Content-Type"))
                .isEqualTo(push.contents().get(request.answered()).type());
        if (request.method().equals("GET")) {
            assertThat(answer.body()).isEqualTo(manifest);
        }
    }

    private Manifest parse(String name) throws Exception {
        return Manifest.parse(name, push.contents().get(name).type(), content(name));
    }

    // The one in the target; a mount names it in its query.
    private String digestIn(Request request) {
        String target = fill(request.target()).replace("%3A", ":");
        return target.replaceAll(".*(sha256:[0-9a-f]{64}).*", "$1");
    }
}
