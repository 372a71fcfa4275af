package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.Problem;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
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
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address.url() + path).toURL().openConnection();
        if (connection instanceof HttpsURLConnection secure && address.certificate() != null) {
            PinnedCertificate.apply(secure, address.certificate());
        }
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Authorization", "Bearer " + token);
        if (body != null) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", contentType);
            if (length >= 0) {
                connection.setFixedLengthStreamingMode(length);
            } else {
                connection.setChunkedStreamingMode(1 << 20);
            }
        }
        try {
            connection.connect();
        } catch (IOException e) {
            throw ServerUnreachableException.noAnswer(address.url(), e);
        }
        IOException broken = body == null ? null : send(connection, body);
        return answer(connection, broken);
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

    private byte[] answer(HttpURLConnection connection, @Nullable IOException broken)
            throws IOException, SallyportException {
        int status;
        try {
            status = connection.getResponseCode();
        } catch (IOException e) {
            throw ServerUnreachableException.noAnswer(address.url(), broken == null ? e : broken);
        }
        if (status >= 200 && status < 300) {
            if (broken != null) {
                throw broken;
            }
            try (InputStream in = connection.getInputStream()) {
                return in.readNBytes(MAX_ANSWER + 1);
            }
        }
        try (InputStream in = connection.getErrorStream()) {
            byte[] content = in == null ? new byte[0] : in.readNBytes(MAX_PROBLEM);
            throw new AnsweredProblemException(problem(connection, status, content));
        }
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
