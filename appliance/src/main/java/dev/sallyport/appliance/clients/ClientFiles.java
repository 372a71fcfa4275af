package dev.sallyport.appliance.clients;

import java.util.List;

/** The files of each client. */
public final class ClientFiles {
    private ClientFiles() {}

    /** Every file that {@code kind} needs, by path, and a {@code README.md} that says what to do with them and what they cannot do. */
    public static List<ClientFile> of(ClientKind kind, ClientFacts facts) {
        return switch (kind) {
            case CONTAINERD -> ContainerdFiles.of(facts);
            case DOCKER -> DockerFiles.of(facts);
            case PODMAN -> ContainersFiles.podman(facts);
            case CRIO -> ContainersFiles.crio(facts);
            case K3S -> K3sFiles.of(facts);
            case OPENSHIFT -> OpenShiftFiles.of(facts);
            case KUBERNETES -> KubernetesFiles.of(facts);
        };
    }
}
