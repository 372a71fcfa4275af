package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.store.LayerUrl;
import dev.sallyport.appliance.store.LayerUrls;
import dev.sallyport.appliance.store.LayerUrls.Layer;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The hosts of layers' own addresses that this server answers for, because a site points their names at it. Some clients ask those
 * hosts, and not the registry, for layers that have {@code urls}, and an image cannot be rid of them: its digest covers them.
 *
 * <p>An administrator names each host. Were every host answered for that a manifest names, a publisher could take over any path of
 * the appliance's own.
 */
public final class LayerHosts {
    private final Set<String> hosts;
    private final LayerUrls layers;

    /** @param hosts names with their ports, unless those are 443 or 80 */
    public LayerHosts(Set<String> hosts, LayerUrls layers) {
        this.hosts = hosts.stream().map(LayerUrl::host).collect(Collectors.toUnmodifiableSet());
        this.layers = layers;
    }

    boolean answersFor(String host) {
        return hosts.contains(LayerUrl.host(host));
    }

    List<Layer> at(LayerUrl address) throws IOException {
        return layers.at(address);
    }
}
