package dev.sallyport.testkit;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A registry that can be read from, over real HTTP on loopback, which misbehaves where a test wants it to and remembers every
 * request. Safe for use by many threads; closing it ends all its connections.
 *
 * <pre>{@code
 * try (TestRegistry registry = TestRegistry.start()) {
 *     registry.put("library/hello", "1.0", index, images);
 *     registry.misbehave("GET", "/v2/library/hello/blobs/.*", 2, Misbehaviour.breakOffAfter(100));
 *     … registry.host() …
 *     assertThat(registry.requests("GET", ".*" + "/blobs/.*")).hasSize(3);
 * }
 * }</pre>
 *
 * A request that needs authentication and has none is answered 401 without using up a misbehaviour.
 */
public final class TestRegistry implements AutoCloseable {
    /** For misbehaviours that never end. */
    public static final int ALWAYS = Integer.MAX_VALUE;

    private final RegistryContent content = new RegistryContent();
    private final RegistryRoutes routes = new RegistryRoutes(content);
    private final List<RegistryRequest> log = new CopyOnWriteArrayList<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<Consumer<RegistryRequest>> watchers = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch acceptorEnded = new CountDownLatch(1);
    private final ServerSocket server;
    private volatile RegistryAuthentication authentication = RegistryAuthentication.none();

    private static final class Rule {
        private final @Nullable String method;
        private final Pattern path;
        private final Misbehaviour misbehaviour;
        private int left;

        private Rule(@Nullable String method, Pattern path, int times, Misbehaviour misbehaviour) {
            this.method = method;
            this.path = path;
            this.left = times;
            this.misbehaviour = misbehaviour;
        }

        private synchronized boolean take(RegistryRequest request) {
            return (method == null || method.equals(request.method()))
                    && path.matcher(request.path()).matches()
                    && left > 0
                    && left-- > 0;
        }
    }

    private TestRegistry(ServerSocket server) {
        this.server = server;
    }

    /** Starts on a free port of 127.0.0.1. */
    public static TestRegistry start() {
        return start("127.0.0.1");
    }

    /** Starts on a free port of another loopback address, such as 127.0.0.2: another host to every client. */
    public static TestRegistry start(String address) {
        try {
            ServerSocket server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getByName(address), 0), 128);
            TestRegistry registry = new TestRegistry(server);
            thread("test-registry-" + server.getLocalPort(), registry::accept);
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException("Listening on " + address + " failed", e);
        }
    }

    /** {@code ADDRESS:PORT}, as it stands in references. */
    public String host() {
        return server.getInetAddress().getHostAddress() + ':' + server.getLocalPort();
    }

    /** {@code http://ADDRESS:PORT}. */
    public String url() {
        return "http://" + host();
    }

    /** Holds {@code root}, all it reaches and all referrers that {@code images} has of these, and tags it. */
    public void put(String repository, String tag, Descriptor root, TestImages images) {
        put(repository, root, images);
        content.tag(repository, tag, root.digest());
    }

    /** As {@link #put(String, String, Descriptor, TestImages)}, without a tag. */
    public void put(String repository, Descriptor root, TestImages images) {
        content.put(repository, root, images);
    }

    /** Makes a tag, or moves it. */
    public void tag(String repository, String tag, Digest digest) {
        content.tag(repository, tag, digest);
    }

    /** Moves a tag once it was asked for {@code requests} times: those still get the old manifest. */
    public void moveTag(String repository, String tag, int requests, Digest digest) {
        String path = "/v2/" + repository + "/manifests/" + tag;
        AtomicInteger left = new AtomicInteger(requests);
        watchers.add(request -> {
            if (request.path().equals(path) && left.getAndDecrement() == 0) {
                content.tag(repository, tag, digest);
            }
        });
    }

    /** Takes a tag away. */
    public void untag(String repository, String tag) {
        content.untag(repository, tag);
    }

    /** Takes a manifest or blob away, leaving everything that points to it. */
    public void remove(String repository, Digest digest) {
        content.remove(repository, digest);
    }

    /** Answers 404 to the referrers API from now on; see {@link #tagReferrers}. */
    public void withoutReferrersApi() {
        routes.referrersApi(false);
    }

    /** Tags an index of all referrers of {@code subject} with the fallback tag {@code sha256-HEX}. */
    public void tagReferrers(String repository, Digest subject) {
        content.tagReferrers(repository, subject);
    }

    /** Gives tags and referrers in pages of at most this many entries. */
    public void pageSize(int entries) {
        routes.pageSize(entries);
    }

    /** A repository of {@code count} tags {@code v0000000}, {@code v0000001} …, made while they are sent. */
    public void generateTags(String repository, int count) {
        routes.generateTags(repository, count);
    }

    /** Answers searches as Docker Hub does, from now on. */
    public void withSearch() {
        routes.search(true);
    }

    /** Gives {@code content} at {@code path}, which need not be one of a registry; ranges included. */
    public void document(String path, String mediaType, byte[] bytes) {
        routes.document(path, mediaType, bytes);
    }

    /** Asks for credentials from now on. */
    public void authenticate(RegistryAuthentication with) {
        authentication = with;
    }

    /**
     * Does something wrong for the next {@code times} requests of {@code method}, or of any method if it is {@code *}, whose path
     * without query matches the regular expression {@code path} as a whole. The earliest misbehaviour with a use left is taken.
     */
    public void misbehave(String method, String path, int times, Misbehaviour misbehaviour) {
        rules.add(new Rule(method.equals("*") ? null : method, Pattern.compile(path), times, misbehaviour));
    }

    /** Ends all misbehaviours. */
    public void behave() {
        rules.clear();
    }

    /** Runs for every request once it is logged and before it is answered, in the connection's thread. */
    public void onRequest(Consumer<RegistryRequest> watcher) {
        watchers.add(watcher);
    }

    /** Every request so far, those that were refused included, in the order they arrived. */
    public List<RegistryRequest> requests() {
        return List.copyOf(log);
    }

    /** The requests of {@code method}, or of any if it is {@code *}, whose path matches as a whole. */
    public List<RegistryRequest> requests(String method, String path) {
        Pattern pattern = Pattern.compile(path);
        return log.stream()
                .filter(request -> method.equals("*") || request.method().equals(method))
                .filter(request -> pattern.matcher(request.path()).matches())
                .toList();
    }

    /** Forgets the requests so far. */
    public void clearRequests() {
        log.clear();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
            awaitAcceptor();
            for (Socket socket : new ArrayList<>(open)) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Closing the test registry failed", e);
        }
    }

    // Until then the kernel may hand it one more client, who would find a registry that should be gone.
    private void awaitAcceptor() {
        try {
            acceptorEnded.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                thread("test-registry-connection", () -> serve(socket));
            }
        } catch (IOException e) {
            // The server socket was closed: the only way out of this loop.
        } finally {
            acceptorEnded.countDown();
        }
    }

    private void serve(Socket socket) {
        try {
            RegistryConnection connection = new RegistryConnection(socket, closed);
            Optional<RegistryRequest> request = connection.read();
            while (request.isPresent() && answer(connection, request.get())) {
                request = connection.read();
            }
            connection.close();
        } catch (IOException e) {
            // A client that breaks off is part of many tests; what it asked for is in the log.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private boolean answer(RegistryConnection connection, RegistryRequest request)
            throws IOException, InterruptedException {
        log.add(request);
        watchers.forEach(watcher -> watcher.accept(request));
        boolean token = request.path().equals("/token");
        Optional<RegistryAnswer> denial = token ? Optional.empty() : authentication.deny(request, url());
        if (denial.isPresent()) {
            return connection.send(request, denial.get(), null);
        }
        Misbehaviour fault = rules.stream()
                .filter(rule -> rule.take(request))
                .findFirst()
                .map(rule -> rule.misbehaviour)
                .orElse(null);
        RegistryAnswer right = token ? authentication.token(request) : routes.answer(asServed(request, fault));
        return connection.send(request, bend(request, right, fault), fault);
    }

    private static RegistryRequest asServed(RegistryRequest request, @Nullable Misbehaviour fault) {
        return fault instanceof Misbehaviour.IgnoreRange
                ? new RegistryRequest(
                        request.method(),
                        request.target(),
                        request.headers().stream()
                                .filter(header -> !header.name().equalsIgnoreCase("Range"))
                                .toList(),
                        request.body())
                : request;
    }

    private RegistryAnswer bend(RegistryRequest request, RegistryAnswer right, @Nullable Misbehaviour fault) {
        if (fault instanceof Misbehaviour.Status status) {
            RegistryAnswer answer =
                    RegistryAnswer.error(status.status(), status.code(), "the test wants " + status.status());
            for (var header : status.headers().entrySet()) {
                answer = answer.withHeader(header.getKey(), header.getValue());
            }
            return answer;
        } else if (fault instanceof Misbehaviour.Redirect redirect) {
            return moved(redirect.base() + request.target());
        } else if (fault instanceof Misbehaviour.RedirectTo redirect) {
            return moved(redirect.location());
        } else if (fault instanceof Misbehaviour.WebPage) {
            return RegistryAnswer.of(200, "text/html; charset=utf-8", RegistryRoutes.webPage());
        } else if (fault instanceof Misbehaviour.WrongHeader wrong) {
            return right.withoutHeader(wrong.name()).withHeader(wrong.name(), wrong.value());
        } else if (fault instanceof Misbehaviour.NoHeader missing) {
            return right.withoutHeader(missing.name());
        } else if (fault instanceof Misbehaviour.WrongBytes && right.body().length > 0) {
            byte[] body = right.body().clone();
            body[body.length - 1] ^= 1;
            return right.withBody(body);
        } else if (fault instanceof Misbehaviour.WrongRange && right.status() == 206) {
            RegistryAnswer whole = routes.answer(asServed(request, new Misbehaviour.IgnoreRange()));
            return right.withBody(Arrays.copyOf(whole.body(), right.body().length));
        }
        return right;
    }

    private static RegistryAnswer moved(String location) {
        return RegistryAnswer.html(307, "<a href=\"" + location + "\">Temporary Redirect</a>.")
                .withHeader("Location", location);
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
