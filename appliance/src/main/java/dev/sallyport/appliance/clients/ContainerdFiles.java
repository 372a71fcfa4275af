package dev.sallyport.appliance.clients;

import java.util.ArrayList;
import java.util.List;

/**
 * containerd's registry hosts, one folder for each registry.
 *
 * <p>{@code server} names the appliance, else containerd asks the registry itself after a 404. The {@code [host]} table says the same
 * once more, because containerd 1.6 and 1.7 refuse a file without one. A path in {@code ca} is relative to its file.
 *
 * @see <a href="https://github.com/containerd/containerd/blob/main/docs/hosts.md">registry configuration</a>
 */
final class ContainerdFiles {
    private static final String FOLDER = "etc/containerd/certs.d/";

    private ContainerdFiles() {}

    static List<ClientFile> of(ClientFacts facts) {
        List<ClientFile> files = new ArrayList<>(hosts(facts));
        files.add(new Readme("containerd", facts)
                .add("Install", INSTALL)
                .add("Use", USE.formatted(facts.registries().get(0)))
                .trust()
                .push("ctr images push --user NAME")
                .file());
        return files;
    }

    static final String INSTALL = """
            Copy `etc/containerd/certs.d` to `/etc/containerd/certs.d`. It is read at every pull: no restart. containerd's own
            configuration must name that folder once, followed by a restart:

                # containerd 1.x, version = 2
                [plugins."io.containerd.grpc.v1.cri".registry]
                  config_path = "/etc/containerd/certs.d"

                # containerd 2.x, version = 3
                [plugins."io.containerd.cri.v1.images".registry]
                  config_path = "/etc/containerd/certs.d"

            It does not go together with `registry.mirrors` or `registry.configs` in the same file.""";

    private static final String USE = """
            Nothing changes in names: `crictl pull %s/NAME:TAG`. `ctr` does not read containerd's configuration: it needs
            `ctr images pull --hosts-dir /etc/containerd/certs.d NAME`.

            containerd asks the appliance and nobody else for these registries, whatever the answer is. For a registry that has no
            folder here it asks that registry itself, which in a closed network hangs until it times out.""";

    /** The folders, for everything that brings containerd. */
    static List<ClientFile> hosts(ClientFacts facts) {
        List<ClientFile> files = new ArrayList<>();
        for (String registry : facts.registries()) {
            add(files, facts, registry, "\"pull\", \"resolve\"");
        }
        add(files, facts, facts.host(), "\"pull\", \"resolve\", \"push\"");
        return files;
    }

    private static void add(List<ClientFile> files, ClientFacts facts, String registry, String capabilities) {
        String folder = FOLDER + folderOf(registry);
        String ca = facts.authority() == null ? "" : "ca = \"ca.crt\"\n";
        files.add(new ClientFile(folder + "/hosts.toml", """
                # Asks the appliance for %2$s, and nobody else.
                server = "%1$s"
                %3$s
                [host."%1$s"]
                capabilities = [%4$s]
                %3$s""".formatted(facts.url(), registry, ca, capabilities)));
        if (facts.authority() != null) {
            files.add(new ClientFile(folder + "/ca.crt", facts.authority()));
        }
    }

    /** A port stands between underscores: not every file system takes a colon. */
    private static String folderOf(String registry) {
        return registry.replaceFirst(":([0-9]+)$", "_$1_");
    }
}
