package dev.sallyport.appliance.clients;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * dockerd's configuration. It mirrors Docker Hub and nothing else, and goes on to Docker Hub when the mirror has an image not.
 *
 * @see <a href="https://docs.docker.com/docker-hub/image-library/mirror/">registry mirrors</a>
 */
final class DockerFiles {
    private DockerFiles() {}

    static List<ClientFile> of(ClientFacts facts) {
        List<ClientFile> files = new ArrayList<>();
        files.add(new ClientFile("etc/docker/daemon.json", daemon(facts)));
        if (facts.authority() != null) {
            files.add(new ClientFile("etc/docker/certs.d/" + facts.host() + "/ca.crt", facts.authority()));
        }
        files.add(readme(facts));
        return files;
    }

    private static String daemon(ClientFacts facts) {
        JsonWriter json = new JsonWriter();
        if (facts.defaultsToDockerHub()) {
            json.putAll("registry-mirrors", List.of(facts.url()), Json::of);
        }
        if (!facts.tls()) {
            json.putAll("insecure-registries", List.of(facts.host()), Json::of);
        }
        return JsonWriter.encodeToString(json.toObject()) + "\n";
    }

    private static ClientFile readme(ClientFacts facts) {
        Readme readme = new Readme("Docker", facts).add("Install", install(facts));
        if (facts.defaultsToDockerHub()) {
            readme.add("Docker Hub's images", """
                    `docker pull nginx:1.27` and `docker pull docker.io/library/nginx:1.27` come from the appliance.""");
        } else {
            readme.add("No mirror", """
                    The appliance takes names without a host for those of %s, and older dockerd does not say that it asks for Docker
                    Hub. So that it gets nothing else in its place, no mirror is set: use full names as below.""".formatted(facts.defaultRegistry()));
        }
        return readme.add("What dockerd cannot do", """
                        - It mirrors Docker Hub only. What is from another registry has to be named with the appliance's address in
                          front: `docker pull %1$s/registry.k8s.io/pause:3.10`. Or the administrator starts the appliance with
                          `--upstream-name registry.k8s.io` and points that name at it, with a certificate for it: then
                          `docker pull registry.k8s.io/pause:3.10` works.
                        - After a 404 of the mirror, and when the mirror cannot be reached, it asks registry-1.docker.io on the
                          internet. There is no way to tell it not to. With `%1$s/docker.io/library/nginx:1.27` it asks the appliance
                          alone.
                        - Before each pull of one of Docker Hub's images it looks up `docker.io` in the DNS. It connects to nothing for
                          that; have the name answered if waiting for an answer takes long.
                        - With a mirror, an error is Docker Hub's or the network's, not the appliance's. To see what the appliance
                          says, name it: `docker pull %1$s/docker.io/library/nginx:1.28`.""".formatted(facts.host()))
                .trust()
                .push("docker login " + facts.host())
                .file();
    }

    private static String install(ClientFacts facts) {
        String trust = facts.authority() == null
                ? ""
                : "\nCopy `etc/docker/certs.d` to `/etc/docker/certs.d`. It is read at every pull and push.";
        return """
                Merge `etc/docker/daemon.json` into `/etc/docker/daemon.json`; if there is none yet, copy it. Then
                `systemctl reload docker`, which takes mirrors without a restart.""" + trust;
    }
}
