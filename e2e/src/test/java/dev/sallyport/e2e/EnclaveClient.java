package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client on a machine of its own, from which a route leads to the appliance alone, configured by nothing but the files that
 * {@code appliance clients} made, copied to where they say.
 */
abstract class EnclaveClient {
    /** Credentials for a registry that the appliance stands for, which it never heard of. */
    static final String WRONG = "upstream-user:upstream-password";

    final Machine machine;
    final String name;

    EnclaveClient(Machine machine, String name) {
        this.machine = machine;
        this.name = name;
    }

    /** Makes the machine {@code name}, links it and installs {@code files} there. */
    static Machine machine(String name, Machine hub, String address, String own, Path files)
            throws IOException, InterruptedException {
        Machine machine = Machine.start(name);
        machine.ownEtc();
        machine.link(hub, address, own);
        install(machine, files);
        return machine;
    }

    private static void install(Machine machine, Path files) throws IOException, InterruptedException {
        machine.run("cp", "-r", files.resolve("etc/."), "/etc/").succeeded();
    }

    /** Installs other files of the same client over those that it has; nothing is restarted. */
    void install(Path files) throws IOException, InterruptedException {
        install(machine, files);
    }

    /** For which of {@code appliance clients} its files are made. */
    String kind() {
        return name;
    }

    /** Name and version. */
    abstract String version() throws IOException, InterruptedException;

    /**
     * The command that pulls {@code image}.
     *
     * @param credentials {@code USER:PASSWORD} to offer to the image's registry; null for none
     */
    abstract Command pull(String image, @Nullable String credentials) throws IOException;

    /**
     * The command that logs in to {@code host} and keeps that for pushes. Pulls stay those of nobody.
     *
     * @param credentials {@code USER:PASSWORD}
     * @return empty for a client that keeps no login
     */
    abstract Optional<Command> login(String host, String credentials) throws IOException;

    /**
     * Pushes {@code image}, which it has pulled, to {@code target}.
     *
     * @param credentials {@code USER:PASSWORD} for this push alone; null for what the last login kept
     */
    abstract ToolRun push(String image, String target, @Nullable String credentials)
            throws IOException, InterruptedException;

    /** The digest by which the client knows {@code image}, which it has pulled. */
    abstract String digest(String image) throws IOException, InterruptedException;

    /** Whether a name without a host is any use to it. */
    boolean takesShortNames() {
        return true;
    }

    /** How an image of another registry than Docker Hub has to be named. */
    String other(String image) {
        return image;
    }
}
