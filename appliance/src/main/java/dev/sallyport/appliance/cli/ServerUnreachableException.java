package dev.sallyport.appliance.cli;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** A command that cannot talk to its server. */
final class ServerUnreachableException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private ServerUnreachableException(
            String code,
            Category category,
            String message,
            String remedy,
            Map<String, String> facts,
            @Nullable Throwable cause) {
        super(code, category, message, remedy, facts, cause);
    }

    static ServerUnreachableException notRunning(Path data) {
        return new ServerUnreachableException(
                "server-not-running",
                Category.UNREACHABLE,
                "No appliance runs on " + data,
                "Start it: appliance serve --data " + data
                        + "  (or name another folder with --data, another server with --server)",
                Map.of("data", data.toString()),
                null);
    }

    static ServerUnreachableException badAddress(Path data, Throwable cause) {
        return new ServerUnreachableException(
                "server-not-running",
                Category.UNREACHABLE,
                "The address that the appliance on " + data + " left there cannot be read: " + cause.getMessage(),
                "Start the appliance again.",
                Map.of("data", data.toString()),
                cause);
    }

    static ServerUnreachableException noAnswer(String url, Throwable cause) {
        return new ServerUnreachableException(
                "server-unreachable",
                Category.UNREACHABLE,
                "The appliance at " + url + " does not answer: " + cause.getMessage(),
                "See whether it runs; if it was stopped, start it: appliance serve --data DIR",
                Map.of("server", url),
                cause);
    }

    /** Somebody answers whose certificate does not say that it is the appliance. */
    static ServerUnreachableException notTrusted(String url, SSLHandshakeException cause) {
        boolean unknown = Stream.<Throwable>iterate(cause, Objects::nonNull, Throwable::getCause)
                .anyMatch(
                        each -> each instanceof CertPathBuilderException || each instanceof CertPathValidatorException);
        return new ServerUnreachableException(
                "server-not-trusted",
                Category.UNREACHABLE,
                "The certificate of the appliance at " + url + " is not trusted: " + cause.getMessage(),
                unknown
                        ? "Name what to trust with --server-ca FILE. The appliance's own authority is tls/ca.pem in its data folder and"
                                + " ca.pem at that address; compare its fingerprint with what appliance serve printed."
                        : "Use a name or an address that the certificate has; serve --name gives the appliance's own another one.",
                Map.of("server", url),
                cause);
    }

    static ServerUnreachableException noToken(Path file) {
        return new ServerUnreachableException(
                "no-admin-token",
                Category.DENIED,
                "The admin token cannot be read from " + file,
                "Run the command as the user that runs the appliance, or name a copy of its admin.token with --token-file.",
                Map.of("file", file.toString()),
                null);
    }
}
