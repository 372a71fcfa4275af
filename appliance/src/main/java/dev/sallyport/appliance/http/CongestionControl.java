package dev.sallyport.appliance.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves out the pacing that the system may want of TCP where there is no network: between processes of this machine, as on a
 * cluster's only node, whose container runtime pulls from the appliance beside it.
 *
 * <p>BBR sends every 64 KiB when a timer says so, and each of them wakes the client. Over loopback that costs three times the
 * processor and more than half of the speed. Connections from elsewhere get what the system says, since that was
 * chosen for the network that they come over.
 *
 * <p>It must be the listening socket that has the other algorithm. A connection that was accepted with BBR goes on being paced
 * whatever it is given later ({@code sk_pacing_status} in Linux's {@code net/ipv4/tcp_bbr.c} is never taken back).
 *
 * <p>Does nothing where the server does not use epoll, or where the kernel refuses: bytes flow all the same.
 */
final class CongestionControl {
    private static final Logger LOG = LoggerFactory.getLogger(CongestionControl.class);

    // IPPROTO_TCP, TCP_CONGESTION and TCP_CA_NAME_MAX of Linux's headers, see tcp(7).
    private static final int NAME_LENGTH = 16;
    private static final RawUnixChannelOption ALGORITHM =
            new RawUnixChannelOption("TCP_CONGESTION", 6, 13, NAME_LENGTH);

    /** Built into every kernel, open to every user, and does not pace. */
    private static final String UNPACED = "reno";

    private final @Nullable String system;

    private CongestionControl(@Nullable String system) {
        this.system = system;
    }

    /** Takes over {@code listener}, before it accepts anything. */
    static CongestionControl of(Channel listener) {
        if (!(listener instanceof EpollServerSocketChannel)) {
            return new CongestionControl(null);
        }
        try {
            String system = algorithm(listener);
            set(listener, UNPACED);
            return new CongestionControl(system);
        } catch (ChannelException e) {
            LOG.debug("Connections from this machine have the system's congestion control", e);
            return new CongestionControl(null);
        }
    }

    /** Gives a connection that {@code listener} accepted, and that has not been written to, what it should have. */
    void apply(Channel accepted) {
        if (system != null
                && accepted instanceof EpollSocketChannel socket
                && !sameMachine(socket.remoteAddress(), socket.localAddress())) {
            restore(socket);
        }
    }

    /** Gives a connection what the system says, unless its route says something else. */
    void restore(Channel accepted) {
        try {
            // Another one than the listener's is that of the route to the client, which goes before the system's.
            if (system != null && algorithm(accepted).equals(UNPACED)) {
                set(accepted, system);
            }
        } catch (ChannelException e) {
            LOG.debug("{}: has {} for its congestion control", accepted, UNPACED, e);
        }
    }

    static boolean sameMachine(@Nullable InetSocketAddress remote, @Nullable InetSocketAddress local) {
        // Closed already: it does not matter.
        if (remote == null || local == null) {
            return true;
        }
        return remote.getAddress().isLoopbackAddress() || remote.getAddress().equals(local.getAddress());
    }

    /** What {@code socket}, one of epoll's, has now. */
    static String algorithm(Channel socket) {
        ByteBuffer name = socket.config().getOption(ALGORITHM);
        return StandardCharsets.US_ASCII.decode(name).toString().split("\0", 2)[0];
    }

    private static void set(Channel socket, String algorithm) {
        byte[] name = algorithm.getBytes(StandardCharsets.US_ASCII);
        socket.config().setOption(ALGORITHM, ByteBuffer.wrap(Arrays.copyOf(name, NAME_LENGTH)));
    }
}
