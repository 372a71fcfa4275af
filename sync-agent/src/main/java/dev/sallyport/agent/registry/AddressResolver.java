package dev.sallyport.agent.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. Tests put one here that knows names of their own. */
interface AddressResolver {
    AddressResolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /** At least one, the best first. */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
