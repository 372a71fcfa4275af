package dev.sallyport.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.registry.RawConnection;
import dev.sallyport.oci.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own: what signals do and what its supervisor is told. */
@Timeout(120)
final class ServeProcessTest {
    @TempDir
    private Path folder;

    private Process start(String... options) throws IOException {
        Path told = folder.resolve("bin/systemd-notify");
        Files.createDirectories(told.getParent());
        Files.writeString(told, "#!/bin/sh\necho \"$1\" >> '" + folder.resolve("told") + "'\n");
        Files.setPosixFilePermissions(told, PosixFilePermissions.fromString("rwx------"));
        java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--data",
                folder.resolve("data").toString(),
                "--listen",
                "127.0.0.1:0"));
        command.addAll(java.util.List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("NOTIFY_SOCKET", "/nowhere");
        builder.environment().merge("PATH", told.getParent().toString(), (path, bin) -> bin + ":" + path);
        return builder.start();
    }

    // Reads on until it serves.
    private static URI awaitServing(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("serving ")) {
                return URI.create(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        throw new IOException("it ended without serving");
    }

    @Test
    void endsWithZeroAtSigtermAndTellsItsSupervisor() throws Exception {
        Process process = start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            awaitServing(out);
            process.toHandle().destroy();
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readAllLines(folder.resolve("told"))).containsExactly("READY=1", "STOPPING=1");
        assertThat(folder.resolve("data/server.json")).doesNotExist();
    }

    @Test
    void takesOnlyCompleteManifestsWhenToldTo() throws Exception {
        String index = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
                + "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"size\":2,\"digest\":\""
                + Digest.sha256("{}".getBytes(StandardCharsets.UTF_8)) + "\"}]}";
        for (boolean complete : new boolean[] {true, false}) {
            Process process = complete ? start("--require-complete") : start();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                    RawConnection client = new RawConnection(awaitServing(out).getPort())) {
                client.request(
                        "PUT",
                        "/v2/team/app/manifests/1",
                        "Content-Type: application/vnd.oci.image.index.v1+json",
                        "Content-Length: " + index.length());
                assertThat(client.send(index).answer().status()).isEqualTo(complete ? 404 : 201);
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void secondSignalEndsItWithoutWaiting() throws Exception {
        Process process = start("--stop-timeout", "1h");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            URI address = awaitServing(out);
            try (Socket busy = new Socket(address.getHost(), address.getPort())) {
                busy.getOutputStream()
                        .write(
                                "POST /api/v1/imports/volumes HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nAuthorization: Bearer %s\r\nContent-Length: 10\r\n\r\n"
                                        .formatted(Files.readString(folder.resolve("data/admin.token"))
                                                .strip())
                                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(busy.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 100");
                process.toHandle().destroy();
                for (String line = out.readLine(); !line.startsWith("stopping"); line = out.readLine()) {
                    assertThat(process.isAlive()).isTrue();
                }
                process.toHandle().destroy();
                assertThat(process.waitFor()).isEqualTo(130);
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
