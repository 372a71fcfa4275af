package dev.sallyport.appliance.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.appliance.ServeSettings;
import dev.sallyport.appliance.Server;
import dev.sallyport.appliance.api.ServerFiles;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The appliance as {@code serve} runs it, on loopback: the registry, the API, and the work in the background. */
final class WholeServer implements AutoCloseable {
    private final Path data;
    private final Server server;

    WholeServer(Path data) throws Exception {
        this.data = data;
        server = Server.start(
                new ServeSettings(data, InetAddress.getLoopbackAddress(), 0, null, null, "docker.io"),
                Clock.systemUTC());
    }

    RawConnection connect() throws IOException {
        return new RawConnection(server.uri().getPort());
    }

    /** As {@link #connect()}, of which the system takes little while nobody reads. */
    RawConnection connectSlowly(int receiveBuffer) throws IOException {
        return new RawConnection(new Socket(), server.uri().getPort(), receiveBuffer);
    }

    /** One request on a connection of its own. */
    Answer send(String method, String path, byte[] body, String... headers) throws IOException {
        try (RawConnection connection = connect()) {
            if (method.equals("GET")) {
                return connection.get(path, headers).answer();
            }
            return PushFixture.send(connection, method, path, body, headers);
        }
    }

    String token() throws IOException {
        return Files.readString(data.resolve(ServerFiles.ADMIN_TOKEN)).strip();
    }

    /** Asks the API, as the administrator; a body makes it a POST. */
    JsonReader api(String path, String body) throws IOException, SallyportException {
        String[] headers = {"Authorization: Bearer " + token(), "Content-Type: application/json"};
        Answer answer = send(body.isEmpty() ? "GET" : "POST", path, body.getBytes(UTF_8), headers);
        if (answer.status() != 200) {
            throw new AssertionError(path + ": " + answer.status() + ' ' + answer.text());
        }
        return StrictJson.parseObject("an answer", answer.body(), 1 << 20);
    }

    /** Collects everything that nobody needs, and waits for the end. */
    JsonReader collect() throws Exception {
        JsonReader job = api("/api/v1/gc", "{\"graceSeconds\":0,\"untagged\":false,\"dryRun\":false}");
        while (!job.has("result")) {
            if (job.text("state").equals("FAILED")) {
                throw new AssertionError("The collection failed");
            }
            job = api("/api/v1/gc/" + job.size("job"), "");
        }
        return job.object("result");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
