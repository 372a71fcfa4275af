package dev.sallyport.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's docker-registry, on the loopback interface of a machine. */
final class LocalRegistry {
    static final String HOST = "127.0.0.1:5000";

    private LocalRegistry() {}

    static Service start(Machine machine) throws IOException, InterruptedException {
        Path configuration = machine.folder("docker-registry").resolve("config.yml");
        Files.writeString(configuration, """
                version: 0.1
                log: {level: warn}
                storage: {filesystem: {rootdirectory: '%s'}}
                http: {addr: '%s'}
                """.formatted(machine.folder("docker-registry/data"), HOST));
        return machine.start(Command.of("docker-registry", "serve", configuration))
                .ready(machine, Command.of("curl", "-sSf", "http://" + HOST + "/v2/"));
    }
}
