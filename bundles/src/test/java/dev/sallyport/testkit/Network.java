package dev.sallyport.testkit;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Set;

/** The classes through which a program reaches a network, for the architecture rules of every module. */
public final class Network {
    private static final Set<String> ONLY_TEXT = Set.of(
            URI.class.getName(),
            URISyntaxException.class.getName(),
            URLDecoder.class.getName(),
            URLEncoder.class.getName());
    private static final Set<String> CLIENT = Set.of(
            "java.net.Socket",
            "java.net.DatagramSocket",
            "java.net.MulticastSocket",
            // A URL opens connections by itself; resources are read with getResourceAsStream instead.
            "java.net.URL",
            "java.net.URLConnection",
            "java.net.HttpURLConnection",
            "java.net.JarURLConnection",
            "javax.net.SocketFactory",
            "javax.net.ssl.HttpsURLConnection",
            "javax.net.ssl.SSLSocket",
            "javax.net.ssl.SSLSocketFactory",
            "java.nio.channels.SocketChannel",
            "java.nio.channels.DatagramChannel",
            "java.nio.channels.AsynchronousSocketChannel",
            "io.netty.bootstrap.Bootstrap");
    private static final Set<String> CLIENT_PACKAGES = Set.of("java.net.http", "io.micronaut.http.client");

    /** Anything that can listen, connect or look up a name; only the text forms of addresses stay allowed. */
    public static DescribedPredicate<JavaClass> anyUse() {
        return DescribedPredicate.describe("reach a network", type -> {
            String name = type.getBaseComponentType().getName();
            return (name.startsWith("java.net.") && !ONLY_TEXT.contains(outermost(name)))
                    || name.startsWith("javax.net.")
                    || name.startsWith("com.sun.net.")
                    || (name.startsWith("java.nio.channels.") && (name.contains("Socket") || name.contains("Datagram")))
                    || name.startsWith("io.netty.");
        });
    }

    /** HTTP clients and sockets that connect; listening stays allowed. */
    public static DescribedPredicate<JavaClass> outbound() {
        return DescribedPredicate.describe("open outbound connections", type -> {
            String name = type.getBaseComponentType().getName();
            return CLIENT.contains(outermost(name))
                    || CLIENT_PACKAGES.stream().anyMatch(prefix -> name.startsWith(prefix + "."));
        });
    }

    private static String outermost(String name) {
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private Network() {}
}
