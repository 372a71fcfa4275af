package dev.sallyport.appliance.clients;

import java.util.ArrayList;
import java.util.List;

/**
 * What k3s and RKE2 make containerd's configuration from.
 *
 * @see <a href="https://docs.k3s.io/installation/private-registry">private registry configuration</a>
 */
final class K3sFiles {
    private static final String FOLDER = "etc/rancher/k3s/";
    private static final String CA = FOLDER + "sallyport-ca.crt";

    private K3sFiles() {}

    static List<ClientFile> of(ClientFacts facts) {
        List<ClientFile> files = new ArrayList<>();
        files.add(new ClientFile(FOLDER + "registries.yaml", registries(facts)));
        files.add(new ClientFile(
                FOLDER + "config.yaml.d/50-sallyport.yaml",
                "# Nobody is asked but the endpoints in registries.yaml.\ndisable-default-registry-endpoint: true\n"));
        if (facts.authority() != null) {
            files.add(new ClientFile(CA, facts.authority()));
        }
        files.add(new Readme("k3s", facts)
                .add("Install", """
                        Copy `etc/rancher/k3s` to `/etc/rancher/k3s` on every node, servers and agents alike, and restart k3s there.
                        A `registries.yaml` that is there already has to be merged by hand. For RKE2 put the same files below
                        `/etc/rancher/rke2`, and the new place of the authority into `ca_file`.""")
                .add("What k3s cannot do", """
                        Before 1.28.6 and 1.29.1 it does not know `disable-default-registry-endpoint` and warns about it; when the
                        appliance has an image not, containerd then asks the registry itself. What is listed in the air-gap images file
                        of k3s itself is not pulled at all.""")
                .trust()
                .file());
        return files;
    }

    private static String registries(ClientFacts facts) {
        StringBuilder text = new StringBuilder("mirrors:\n");
        for (String registry : facts.registries()) {
            text.append("  \"%s\":\n    endpoint:\n      - \"%s\"\n".formatted(registry, facts.url()));
        }
        if (!facts.tls()) {
            text.append("  \"%s\":\n    endpoint:\n      - \"%s\"\n".formatted(facts.host(), facts.url()));
        }
        if (facts.authority() != null) {
            text.append("configs:\n  \"%s\":\n    tls:\n      ca_file: /%s\n".formatted(facts.host(), CA));
        }
        return text.toString();
    }
}
