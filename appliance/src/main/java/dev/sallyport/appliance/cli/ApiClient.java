package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.Problem;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Talks to /api/v1. Built on {@link HttpURLConnection}, which starts several times faster than the newer client and streams as
 * well.
 */
final class ApiClient {
    private static final int MAX_ANSWER = 256 << 20;
    private static final int MAX_PROBLEM = 1 << 20;
    private static final int CONNECT_MILLIS = 10_000;

    private final ServerAddress address;
    private final String token;

    ApiClient(ServerAddress address, String token) {
        this.address = address;
        this.token = token;
    }

    /** Writes a request's body. */
    interface Body {
        void writeTo(OutputStream out) throws IOException, SallyportException;
    }

    JsonReader get(String path) throws IOException, SallyportException {
        return object(path, exchange("GET", path, null, -1, null));
    }

    /** Takes one line of an answer. */
    interface LineReader {
        void read(JsonReader line) throws IOException, SallyportException;
    }

    /** Reads an answer that is one object a line, as it comes. */
    void lines(String path, LineReader reader) throws IOException, SallyportException {
        HttpURLConnection connection = open("GET", path, null, -1, false);
        check(connection, null);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.read(object(path, line.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    JsonReader post(String path, String contentType, byte[] body) throws IOException, SallyportException {
        return object(path, exchange("POST", path, contentType, body.length, out -> out.write(body)));
    }

    /** Posts a body whose length is not known before. */
    JsonReader post(String path, String contentType, Body body) throws IOException, SallyportException {
        return object(path, exchange("POST", path, contentType, -1, body));
    }

    private static JsonReader object(String path, byte[] answer) throws SallyportException {
        return StrictJson.parseObject("the appliance's answer to " + path, answer, MAX_ANSWER);
    }

    private byte[] exchange(String method, String path, @Nullable String contentType, long length, @Nullable Body body)
            throws IOException, SallyportException {
        HttpURLConnection connection = open(method, path, contentType, length, body != null);
        IOException broken = body == null ? null : send(connection, body);
        check(connection, broken);
        if (broken != null) {
            throw broken;
        }
        try (InputStream in = connection.getInputStream()) {
            return in.readNBytes(MAX_ANSWER + 1);
        }
    }

    private HttpURLConnection open(
            String method, String path, @Nullable String contentType, long length, boolean hasBody)
            throws IOException, SallyportException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address.url() + path).toURL().openConnection();
        ServerTrust trust = address.trust();
        if (connection instanceof HttpsURLConnection secure && trust != null) {
            trust.apply(secure);
        }
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Authorization", "Bearer " + token);
        if (hasBody) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", contentType);
            // A short body is kept until it is answered: Java does not show a 401 to a body that it cannot send again.
            if (length < 0) {
                connection.setChunkedStreamingMode(1 << 20);
            }
        }
        try {
            connection.connect();
        } catch (SSLHandshakeException e) {
            throw ServerUnreachableException.notTrusted(address.url(), e);
        } catch (IOException e) {
            throw ServerUnreachableException.noAnswer(address.url(), e);
        }
        return connection;
    }

    // A server that refuses what it reads answers at once and closes: its answer says more than the broken pipe.
    private static @Nullable IOException send(HttpURLConnection connection, Body body) throws SallyportException {
        try (OutputStream out = connection.getOutputStream()) {
            body.writeTo(out);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** Throws what the server says if it is no success. */
    private void check(HttpURLConnection connection, @Nullable IOException broken)
            throws IOException, SallyportException {
        int status;
        try {
            status = connection.getResponseCode();
        } catch (HttpRetryException e) {
            throw new AnsweredProblemException(notAdmitted(e.responseCode()));
        } catch (IOException e) {
            throw ServerUnreachableException.noAnswer(address.url(), broken == null ? e : broken);
        }
        if (status >= 200 && status < 300) {
            return;
        }
        try (InputStream in = connection.getErrorStream()) {
            byte[] content = in == null ? new byte[0] : in.readNBytes(MAX_PROBLEM);
            throw new AnsweredProblemException(problem(connection, status, content));
        }
    }

    private static Problem notAdmitted(int status) {
        return new Problem(
                status,
                "admin-token-needed",
                Category.DENIED,
                "The server did not take the token",
                "Give the token in admin.token of the appliance's data folder, or an administrator's: --token-file FILE.",
                Map.of());
    }

    private static Problem problem(HttpURLConnection connection, int status, byte[] content) {
        try {
            Json json = StrictJson.parse("the appliance's answer", content, MAX_PROBLEM);
            if (ApiPaths.PROBLEM_TYPE.equals(connection.getContentType()) && json instanceof JsonObject object) {
                return Problem.read(new JsonReader("the appliance's answer", object));
            }
        } catch (SallyportException e) {
            // No answer of ours: said below.
        }
        return new Problem(
                status,
                "unexpected-answer",
                Category.FAILED,
                "The server answered " + status + " and no explanation",
                "See whether the address is an appliance's.",
                Map.of("status", Integer.toString(status)));
    }
}
