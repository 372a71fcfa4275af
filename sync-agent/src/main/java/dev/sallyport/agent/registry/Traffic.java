package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Reference;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends requests no faster than each host bears: so many at once, none while it asked for a pause. A host keeps its place until
 * its answer was read to the end or closed. Safe for use by many threads.
 */
final class Traffic {
    private static final String DOCKER_HUB_CONNECTION = "registry-1.docker.io";

    private final Transport transport;
    private final RegistryOptions options;
    private final Clock clock;
    private final Sleeper sleeper;
    private final RegistryNotices notices;
    private final Map<String, HostTraffic> hosts = new ConcurrentHashMap<>();

    Traffic(Transport transport, RegistryOptions options, Clock clock, Sleeper sleeper, RegistryNotices notices) {
        this.transport = requireNonNull(transport, "transport is null");
        this.options = requireNonNull(options, "options is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.sleeper = requireNonNull(sleeper, "sleeper is null");
        this.notices = requireNonNull(notices, "notices is null");
    }

    /** Sends {@code call} when its time has come, and returns the answer once its head is there. */
    HttpAnswer send(HttpCall call, String object) throws IOException, BusyException, SallyportException {
        return send(call.kind(), call.uri(), object, () -> transport.send(call, hostOf(call.uri())));
    }

    /** Sends one request. */
    interface Sending {
        HttpAnswer send() throws IOException, SallyportException;
    }

    /** As the other one, where somebody else sends. */
    HttpAnswer send(RequestKind kind, URI uri, String object, Sending sending)
            throws IOException, BusyException, SallyportException {
        HostTraffic host = host(hostOf(uri));
        host.enter(kind, object);
        boolean answered = false;
        try {
            HttpAnswer answer = sending.send();
            host.answered(answer);
            answered = true;
            return new HttpAnswer(answer.uri(), answer.status(), answer.headers(), new Held(answer.body(), host));
        } finally {
            if (!answered) {
                host.leave();
            }
        }
    }

    HostTraffic host(String name) {
        return hosts.computeIfAbsent(
                name,
                any -> new HostTraffic(
                        name, options.settings(name).parallel(), clock, sleeper, options.longestWait(), notices));
    }

    /** The name that references and settings have for who is at {@code uri}: host and port, without a port that goes without saying. */
    static String hostOf(URI uri) {
        Origin origin = Origin.of(uri);
        if (origin.host().equals(DOCKER_HUB_CONNECTION)) {
            return Reference.DOCKER_HUB;
        }
        boolean usual = origin.port() == (origin.isTls() ? 443 : 80);
        return usual && uri.getPort() < 0 ? origin.host() : origin.host() + ':' + origin.port();
    }

    /** How many requests went to each host so far, by host and kind. */
    Map<String, Map<RequestKind, Long>> requests() {
        Map<String, Map<RequestKind, Long>> all = new TreeMap<>();
        hosts.forEach((name, host) -> {
            if (!host.sent().isEmpty()) {
                all.put(name, host.sent());
            }
        });
        return all;
    }

    Optional<Quota> quota(String name) {
        return Optional.ofNullable(hosts.get(name)).flatMap(HostTraffic::quota);
    }

    /** A body that gives its host's place back at its end, at a break, or when it is closed. */
    private static final class Held extends FilterInputStream {
        private final HostTraffic host;
        private final AtomicBoolean left = new AtomicBoolean();

        Held(InputStream body, HostTraffic host) {
            super(body);
            this.host = host;
        }

        @Override
        public int read() throws IOException {
            return passOn(() -> in.read());
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return passOn(() -> in.read(target, offset, length));
        }

        private interface Reading {
            int read() throws IOException;
        }

        private int passOn(Reading reading) throws IOException {
            boolean goesOn = false;
            try {
                int read = reading.read();
                goesOn = read >= 0;
                return read;
            } finally {
                if (!goesOn) {
                    leave();
                }
            }
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                leave();
            }
        }

        private void leave() {
            if (left.compareAndSet(false, true)) {
                host.leave();
            }
        }
    }
}
