package dev.sallyport.appliance.clients;

import dev.sallyport.oci.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration that podman, buildah, skopeo and CRI-O share.
 *
 * <p>A registry's own location is replaced, rather than given a mirror: after a mirror's 404 these clients ask the location.
 *
 * @see <a href="https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md">registries.conf</a>
 */
final class ContainersFiles {
    private static final String FOLDER = "etc/containers/";

    private ContainersFiles() {}

    static List<ClientFile> podman(ClientFacts facts) {
        List<ClientFile> files = new ArrayList<>(configuration(facts));
        files.add(new Readme("podman, buildah and skopeo", facts)
                .add("Install", """
                        Copy `etc/containers` to `/etc/containers`. It is read by every command: nothing to restart. For one user alone
                        copy its contents to `~/.config/containers`.""")
                .add("Use", use(facts, "podman pull"))
                .trust()
                .push("podman login " + facts.host())
                .file());
        return files;
    }

    static List<ClientFile> crio(ClientFacts facts) {
        List<ClientFile> files = new ArrayList<>(configuration(facts));
        files.add(new Readme("CRI-O", facts)
                .add("Install", """
                        Copy `etc/containers` to `/etc/containers` on every node, then `systemctl reload crio`.

                        CRI-O's pause image is named in its own configuration, `pause_image`; it is pulled by the same rules, so its
                        registry has to be among those above.""")
                .add("Use", use(facts, "crictl pull"))
                .trust()
                .file());
        return files;
    }

    private static String use(ClientFacts facts, String pull) {
        String first = facts.registries().get(0);
        String shorts = facts.defaultsToDockerHub()
                ? "A name without a host is one of Docker Hub's, here as anywhere."
                : "A name without a host is looked for in " + facts.defaultRegistry() + ", as the appliance does.";
        return """
                Nothing changes in names: `%s %s/NAME:TAG`. %s

                These registries are asked for at the appliance and nowhere else, whatever it answers; a login is one to %s. A registry
                that is not listed is asked itself, which in a closed network hangs until it times out.""".formatted(pull, first, shorts, facts.host());
    }

    /** What lies in {@code /etc/containers}, for everything that reads it. */
    static List<ClientFile> configuration(ClientFacts facts) {
        List<ClientFile> files = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        text.append("# Asks the appliance for these registries, and nobody else.\n");
        text.append("unqualified-search-registries = [\"")
                .append(facts.defaultRegistry())
                .append("\"]\n");
        for (String registry : facts.registries()) {
            registry(text, registry, facts.host() + '/' + component(registry), facts);
        }
        if (!facts.tls()) {
            registry(text, facts.host(), facts.host(), facts);
        }
        files.add(new ClientFile(FOLDER + "registries.conf.d/50-sallyport.conf", text.toString()));
        if (facts.authority() != null) {
            files.add(new ClientFile(FOLDER + "certs.d/" + facts.host() + "/ca.crt", facts.authority()));
        }
        return files;
    }

    private static void registry(StringBuilder text, String prefix, String location, ClientFacts facts) {
        text.append("\n[[registry]]\nprefix = \"").append(prefix).append("\"\n");
        text.append("location = \"").append(location).append("\"\n");
        if (!facts.tls()) {
            text.append("insecure = true\n");
        }
    }

    /** How a registry is named in the path at the appliance. */
    static String component(String registry) {
        return dev.sallyport.oci.RepositoryName.hostComponent(Reference.canonicalHost(registry));
    }
}
