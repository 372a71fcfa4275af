package dev.sallyport.agent.registry;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A registry does not answer, or not with what it has, after every attempt. */
public final class RegistryUnreachableException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private RegistryUnreachableException(
            String host, String object, String problem, String remedy, @Nullable Throwable cause) {
        super(
                "registry-unreachable",
                Category.UNREACHABLE,
                "Cannot get " + object + " from " + host + ": " + problem,
                remedy,
                Map.of("host", host, "object", object, "problem", problem),
                cause);
    }

    /** No connection, or one that broke. */
    static RegistryUnreachableException broken(String host, String object, IOException cause) {
        return new RegistryUnreachableException(host, object, problemOf(cause), remedyFor(host, cause), cause);
    }

    /** The registry answers that it has a problem of its own. */
    static RegistryUnreachableException failing(String host, String object, int status, String said) {
        return new RegistryUnreachableException(
                host,
                object,
                "it answers " + status + (said.isEmpty() ? "" : ": " + said),
                "Run the same command again later; what is fetched stays.",
                null);
    }

    /** Whether no connection came about at all: the name service does not know it, or nobody answers there. */
    boolean isOutOfReach() {
        Throwable cause = getCause();
        return cause instanceof UnknownHostException
                || cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof SocketTimeoutException;
    }

    private static String problemOf(IOException cause) {
        if (cause instanceof UnknownHostException) {
            return "no address is known for " + Printable.shorten(String.valueOf(cause.getMessage()));
        }
        if (cause instanceof SocketTimeoutException) {
            return "it did not answer in time";
        }
        if (cause instanceof SSLException) {
            return "no TLS connection: " + Printable.shorten(String.valueOf(cause.getMessage()));
        }
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? "the connection broke (" + cause.getClass().getSimpleName() + ")"
                : Printable.shorten(message);
    }

    private static String remedyFor(String host, IOException cause) {
        if (cause instanceof SSLException) {
            return "If " + host + " has a certificate of a private authority, add that to the Java trust store; if it"
                    + " speaks plain HTTP and that is acceptable, say so with --plain-http.";
        }
        if (cause instanceof UnknownHostException || cause instanceof ConnectException) {
            return "Check the spelling of the host, the name service and the network, then run the same command again.";
        }
        return "Check the network, then run the same command again; what is fetched stays.";
    }
}
