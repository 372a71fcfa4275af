package dev.sallyport.appliance.clients;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A client, or the platform that brings it, that files are made for. */
public enum ClientKind {
    CONTAINERD(true),
    /** Asks a mirror for Docker Hub alone, so its files are the same whatever is published. */
    DOCKER(false),
    PODMAN(true),
    CRIO(true),
    K3S(true),
    OPENSHIFT(true),
    KUBERNETES(true);

    private final boolean listsRegistries;

    ClientKind(boolean listsRegistries) {
        this.listsRegistries = listsRegistries;
    }

    /** Whether its files name each registry, so that they lack what is published from another one later. */
    public boolean listsRegistries() {
        return listsRegistries;
    }

    /** Its name on the command line and in paths. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The client of that name. */
    public static Optional<ClientKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }
}
