package dev.sallyport.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy on loopback with CONNECT. Whatever host a client names, it leads to one port of this machine, so that names
 * which nobody knows can be reached through it. It remembers the heads of all requests to itself.
 */
public final class TestProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private volatile @Nullable String authorization;
    private volatile int refusal;

    private TestProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** Starts one that leads to {@code port} of 127.0.0.1. */
    public static TestProxy leadingTo(int port) {
        try {
            TestProxy proxy = new TestProxy(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), port);
            thread(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers 407 from now on to whoever does not send this {@code Proxy-Authorization}. */
    public void authenticate(String value) {
        authorization = value;
    }

    /** Answers this status to everything from now on. */
    public void refuse(int status) {
        refusal = status;
    }

    /** {@code ADDRESS:PORT}. */
    public String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** The heads of the requests so far, those through tunnels not among them. */
    public List<String> heads() {
        return List.copyOf(heads);
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                thread(() -> serve(socket));
            }
        } catch (IOException e) {
            // The server socket was closed.
        }
    }

    // One request for each connection, which keeps it simple.
    private void serve(Socket socket) {
        try (socket) {
            String head = readHead(socket.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            heads.add(head);
            String wanted = authorization;
            int status = refusal != 0
                    ? refusal
                    : wanted != null && !head.matches("(?is).*\r\nProxy-Authorization: \\Q" + wanted + "\\E\r\n.*")
                            ? 407
                            : 0;
            OutputStream out = socket.getOutputStream();
            if (status != 0) {
                out.write(bytes("HTTP/1.1 " + status + " Test\r\n"
                        + (status == 407 ? "Proxy-Authenticate: Basic realm=\"proxy\"\r\n" : "")
                        + "Content-Length: 0\r\nConnection: close\r\n\r\n"));
                return;
            }
            pass(socket, head);
        } catch (IOException e) {
            // Either side hung up.
        } finally {
            open.remove(socket);
        }
    }

    private void pass(Socket client, String head) throws IOException {
        try (Socket there = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(there);
            if (head.startsWith("CONNECT ")) {
                client.getOutputStream().write(bytes("HTTP/1.1 200 Connection established\r\n\r\n"));
            } else {
                String[] start = head.substring(0, head.indexOf("\r\n")).split(" ", -1);
                URI uri = URI.create(start[1]);
                String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
                String rest = head.substring(head.indexOf("\r\n")).replaceAll("(?i)\r\n(Proxy-)?Connection:[^\r]*", "");
                there.getOutputStream().write(bytes(start[0] + ' ' + path + " HTTP/1.1\r\nConnection: close" + rest));
            }
            thread(() -> copy(client, there));
            there.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // The other direction ended first.
        }
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0 || head.size() > 64 << 10) {
                return "";
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "test-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
