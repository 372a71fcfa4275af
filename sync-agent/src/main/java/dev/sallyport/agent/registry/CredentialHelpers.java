package dev.sallyport.agent.registry;

import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.StrictJson;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Asks programs called {@code docker-credential-NAME} for credentials: with the argument {@code get}, the registry on standard
 * input and JSON on standard output. Never through a shell; what they print on standard error goes nowhere.
 *
 * @see <a href="https://github.com/docker/docker-credential-helpers">credential helpers</a>
 */
final class CredentialHelpers {
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}(?:\\.[A-Za-z0-9_-]{1,64}){0,8}");
    private static final int LIMIT = 256 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Path> folders;
    private final Duration patience;

    /** @param folders where to look for the programs, in this order */
    CredentialHelpers(List<Path> folders, Duration patience) {
        this.folders = List.copyOf(folders);
        this.patience = patience;
    }

    /** Those in the absolute folders of {@code PATH}. */
    static CredentialHelpers ofEnvironment(Map<String, String> environment) {
        return new CredentialHelpers(
                Arrays.stream(environment.getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
                        .filter(folder -> folder.startsWith("/") && folder.indexOf('\0') < 0)
                        .map(Path::of)
                        .toList(),
                PATIENCE);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Outcome(int exit, byte[] output) {}

    /** What the helper has for {@code host}, as references name it; empty if it has nothing. */
    Optional<Credentials> get(String helper, String host) throws CredentialHelperException {
        String printable = Printable.shorten(helper);
        if (!NAME.matcher(helper).matches()) {
            throw new CredentialHelperException(printable, host, "this is no name of a helper");
        }
        Path program = folders.stream()
                .map(folder -> folder.resolve("docker-credential-" + helper))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new CredentialHelperException(printable, host, "there is no such program in the PATH"));
        Outcome outcome = run(program, printable, host);
        if (outcome.exit() != 0) {
            String said = new String(outcome.output(), StandardCharsets.UTF_8);
            if (said.contains("credentials not found")) {
                return Optional.empty();
            }
            throw new CredentialHelperException(printable, host, "it ends with exit code " + outcome.exit());
        }
        return parse(outcome.output(), printable, host);
    }

    private Outcome run(Path program, String helper, String host) throws CredentialHelperException {
        Process process;
        try {
            process = new ProcessBuilder(program.toString(), "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new CredentialHelperException(helper, host, "it cannot be started");
        }
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            FutureTask<byte[]> output = new FutureTask<>(() -> exchange(process, host));
            Thread reader = new Thread(output, "credential-helper");
            reader.setDaemon(true);
            reader.start();
            byte[] content = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (content.length > LIMIT) {
                throw new CredentialHelperException(helper, host, "it prints more than " + LIMIT + " bytes");
            }
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return new Outcome(process.exitValue(), content);
        } catch (TimeoutException e) {
            throw new CredentialHelperException(helper, host, "it takes longer than " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new CredentialHelperException(helper, host, "its output cannot be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CredentialHelperException(helper, host, "it was interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static byte[] exchange(Process process, String host) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            String server = host.equals(Reference.DOCKER_HUB) ? "https://index.docker.io/v1/" : host;
            in.write((server + '\n').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It did not read: its output tells what that means.
        }
        try (InputStream out = process.getInputStream()) {
            return out.readNBytes(LIMIT + 1);
        }
    }

    private static Optional<Credentials> parse(byte[] output, String helper, String host)
            throws CredentialHelperException {
        try {
            JsonReader json = StrictJson.parseObject("credentials", output, LIMIT);
            String user = json.optionalText("Username").orElse("");
            String secret = json.optionalText("Secret").orElse("");
            if (user.isEmpty() && secret.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    user.equals("<token>")
                            ? new Credentials.IdentityToken(secret)
                            : new Credentials.Password(user, secret));
        } catch (MalformedJsonException e) {
            // Its message may quote the secret.
            throw new CredentialHelperException(helper, host, "it prints no JSON of the expected shape");
        }
    }
}
