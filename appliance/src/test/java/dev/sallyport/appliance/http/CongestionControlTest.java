package dev.sallyport.appliance.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.appliance.registry.RawConnection;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looks at the sockets of a real server. */
@Timeout(60)
final class CongestionControlTest {
    @BeforeEach
    void linux() {
        assumeTrue(Epoll.isAvailable(), "the server uses epoll on Linux alone");
    }

    @Test
    void connectionsFromThisMachineAreNotPaced() throws Exception {
        try (HttpServer server = HttpServer.start(new ServerSettings(InetAddress.getLoopbackAddress(), 0, null));
                RawConnection client = new RawConnection(server.port())) {
            assertThat(client.get("/health").answer().status()).isEqualTo(200);
            Channel accepted = Objects.requireNonNull(Opened.CONNECTIONS.get(client.localPort()));
            assertThat(CongestionControl.algorithm(accepted)).isEqualTo("reno");
        }
    }

    @Test
    void connectionsFromElsewhereGetWhatTheSystemSays() throws Exception {
        String system = Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control"))
                .strip();
        try (HttpServer server = HttpServer.start(new ServerSettings(InetAddress.getLoopbackAddress(), 0, null));
                RawConnection client = new RawConnection(server.port())) {
            assertThat(client.get("/health").answer().status()).isEqualTo(200);
            Channel accepted = Objects.requireNonNull(Opened.CONNECTIONS.get(client.localPort()));
            // As it would be for a client that is not on this machine; there is none at hand.
            congestionControl(system).restore(accepted);
            assertThat(CongestionControl.algorithm(accepted)).isEqualTo(system);
        }
    }

    private static CongestionControl congestionControl(String system) {
        EpollServerSocketChannel listener = new EpollServerSocketChannel();
        try {
            assertThat(CongestionControl.algorithm(listener)).isEqualTo(system);
            CongestionControl congestion = CongestionControl.of(listener);
            assertThat(CongestionControl.algorithm(listener)).isEqualTo("reno");
            return congestion;
        } finally {
            listener.unsafe().closeForcibly();
        }
    }

    @Test
    void tellsThisMachineFromOthers() {
        assertThat(sameMachine("127.0.0.1", "127.0.0.1")).isTrue();
        assertThat(sameMachine("::1", "::1")).isTrue();
        // A client that names the machine by its address in the network comes from that address.
        assertThat(sameMachine("192.0.2.7", "192.0.2.7")).isTrue();
        assertThat(sameMachine("192.0.2.8", "192.0.2.7")).isFalse();
        assertThat(sameMachine("2001:db8::8", "2001:db8::7")).isFalse();
    }

    private static boolean sameMachine(String remote, String local) {
        return CongestionControl.sameMachine(new InetSocketAddress(remote, 40_000), new InetSocketAddress(local, 5000));
    }

    /** The connections of every server in this process, by the port that they come from. */
    @Singleton
    static final class Opened implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
        static final ConcurrentHashMap<Integer, Channel> CONNECTIONS = new ConcurrentHashMap<>();

        @Override
        public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
            event.getBean().register(new Customizer());
            return event.getBean();
        }

        private static final class Customizer implements NettyServerCustomizer {
            @Override
            public NettyServerCustomizer specializeForChannel(Channel opened, ChannelRole role) {
                if (role == ChannelRole.CONNECTION && opened.remoteAddress() instanceof InetSocketAddress client) {
                    CONNECTIONS.put(client.getPort(), opened);
                    opened.closeFuture().addListener(closed -> CONNECTIONS.remove(client.getPort(), opened));
                }
                return this;
            }
        }
    }
}
