package dev.sallyport.e2e;

import static java.util.concurrent.TimeUnit.MINUTES;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A small, real Debian as a tar archive, made by mmdebstrap from the packages of the machine's usual mirror. */
final class RootFileSystem {
    private RootFileSystem() {}

    /** The archive, which is made once below {@code folder} and kept: about 140 MB. */
    static synchronized Path archive(Path folder) throws IOException, InterruptedException {
        Path archive = folder.resolve("debian.tar");
        if (!Files.exists(archive)) {
            Files.createDirectories(folder);
            Path unfinished = folder.resolve("debian.unfinished.tar");
            Path log = folder.resolve("mmdebstrap.log");
            Process process = new ProcessBuilder(
                            Requirements.path("mmdebstrap"), "--variant=essential", "bookworm", unfinished.toString())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(10, MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError("mmdebstrap failed%n%s".formatted(Files.readString(log)));
            }
            Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
        }
        return archive;
    }
}
