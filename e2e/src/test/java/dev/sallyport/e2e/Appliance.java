package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.file.Path;

/** The assembled appliance, serving on the loopback interface of a machine. */
final class Appliance {
    static final String HOST = "127.0.0.1:8085";

    private final Machine machine;
    private final Path data;

    /** An appliance with its data in the machine's folder {@code name}. */
    Appliance(Machine machine, String name) throws IOException {
        this.machine = machine;
        this.data = machine.folder(name);
    }

    /** Starts the server and waits until it answers. */
    Service serve() throws IOException, InterruptedException {
        return machine.start(command("serve").with("--listen", HOST))
                .ready(machine, Command.of("curl", "-sSf", "http://" + HOST + "/v2/"));
    }

    Command command(Object... arguments) {
        return Command.of(System.getProperty("sallyport.appliance"))
                .with(arguments)
                .with("--data", data);
    }

    /** Runs a command of the appliance; it must succeed. */
    ToolRun run(Object... arguments) throws IOException, InterruptedException {
        return machine.run(command(arguments)).succeeded();
    }

    /** Trusts {@code key} to publish {@link SyncAgent#STREAM}. */
    void trust(Path key) throws IOException, InterruptedException {
        trust(key, SyncAgent.STREAM);
    }

    /** Trusts {@code key} to publish {@code stream}. */
    void trust(Path key, String stream) throws IOException, InterruptedException {
        run("trust", "add", key, "--publisher", "factory", "--stream", stream);
    }

    /** Where content of the connected registry lies here: under its full upstream name, the port with a `_`. */
    static String repository(String upstream) {
        return LocalRegistry.HOST.replace(':', '_') + "/" + upstream;
    }

    Path data() {
        return data;
    }
}
