package dev.sallyport.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A web server as a program, inside a machine: it gives one file, whatever is asked for, and prints who asks. */
final class WebServer {
    private WebServer() {}

    /** Starts it in {@code machine}, at {@code http://127.0.0.1:PORT/}. */
    static Service start(Machine machine, int port, Path file) throws IOException, InterruptedException {
        return machine.start(Command.of(Path.of(System.getProperty("java.home"), "bin/java"), "-XX:TieredStopAtLevel=1")
                        .with("-cp", Path.of("target/test-classes").toAbsolutePath(), WebServer.class.getName())
                        .with(port, file))
                .ready(machine, Command.of("curl", "-sS", "-o", "/dev/null", "http://127.0.0.1:" + port + "/ready"));
    }

    /** Serves, with the port and the file as {@code arguments}. */
    public static void main(String[] arguments) throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of(arguments[1]));
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                System.out.println(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().keySet());
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
    }
}
