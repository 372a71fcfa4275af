package dev.sallyport.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.ServeSettings;
import dev.sallyport.appliance.Server;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.StrictJson;
import dev.sallyport.signature.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A real server on loopback for each test, and the command line that talks to it. */
abstract class CommandFixture {
    static final SigningKey KEY = SigningKey.generate();

    @TempDir
    Path folder;

    /** What the last command wrote. */
    final StringWriter out = new StringWriter();

    final StringWriter err = new StringWriter();
    Path data;

    /** The file of {@link #KEY}, for those who are to trust it. */
    Path key;

    Server server;

    @BeforeEach
    final void startServer() throws Exception {
        data = folder.resolve("data");
        key = Files.writeString(folder.resolve("key.pub"), KEY.verificationKey().toPem());
        server = serve();
    }

    @AfterEach
    final void stopServer() throws IOException {
        server.close();
    }

    /** Starts a server on the data folder; another one must not run there. */
    final Server serve() throws Exception {
        return Server.start(settings(), Clock.systemUTC());
    }

    ServeSettings settings() throws Exception {
        return new ServeSettings(data, InetAddress.getLoopbackAddress(), 0, null, null, "docker.io");
    }

    /** The exit code of {@code arguments}, run for the server's data folder. */
    final int run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = data.toString();
        return runAnywhere(all);
    }

    /** The exit code of {@code arguments} as they are. */
    final int runAnywhere(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine(Clock.systemUTC())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    final int runWithInput(String input, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
        try {
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }

    /** Has {@link #KEY} trusted to publish {@code stream}. */
    final void trust(String stream, String... more) {
        String[] add = {"trust", "add", key.toString(), "--publisher", "Head office", "--stream", stream};
        String[] all = Arrays.copyOf(add, add.length + more.length);
        System.arraycopy(more, 0, all, add.length, more.length);
        assertThat(run(all)).as(err.toString()).isZero();
    }

    /** The JSON that the last command wrote. */
    final JsonReader json() throws Exception {
        return StrictJson.parseObject(
                "what the command wrote", out.toString().strip().getBytes(UTF_8), 1 << 20);
    }
}
