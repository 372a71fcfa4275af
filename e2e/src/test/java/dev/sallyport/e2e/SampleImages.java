package dev.sallyport.e2e;

import static dev.sallyport.e2e.LocalRegistry.HOST;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * The images of these tests, built on the connected machine by the tools people build with, and pushed to its registry.
 *
 * <pre>
 * debian/docker:12      docker   Docker's manifest format, layers by Go's gzip
 * app/greeter:1.0       docker   on top of it: a command's layer and 5 MB of random bytes
 * debian/buildah:12     buildah  OCI, layers by pgzip
 * app/reporter:2.0      buildah  on top of it
 * app/multi:3           buildah  an index: app/reporter's twin for amd64, something else for arm64
 * </pre>
 */
final class SampleImages {
    static final String GREETER = HOST + "/app/greeter:1.0";
    static final String REPORTER = HOST + "/app/reporter:2.0";
    static final String MULTI = HOST + "/app/multi:3";
    static final List<String> REFERENCES =
            List.of(HOST + "/debian/docker:12", GREETER, HOST + "/debian/buildah:12", REPORTER, MULTI);

    private final Machine machine;
    private final Path rootFileSystem;

    SampleImages(Machine machine, Path rootFileSystem) {
        this.machine = machine;
        this.rootFileSystem = rootFileSystem;
    }

    void buildWithDocker(DockerDaemon daemon) throws IOException, InterruptedException {
        String base = HOST + "/debian/docker:12";
        daemon.docker("build", "--network=none", "-t", base, base("docker-base"));
        daemon.docker("build", "--network=none", "-t", GREETER, derived("greeter", base, 5_000_000));
        daemon.docker("push", base);
        daemon.docker("push", GREETER);
    }

    void buildWithBuildah(ContainersTools tools) throws IOException, InterruptedException {
        String base = HOST + "/debian/buildah:12";
        // chroot isolation: a build needs no container, so no runtime and no control groups.
        Command build = Command.of("buildah", "bud", "--isolation=chroot");
        tools.run(build.with("-t", base, base("buildah-base")));
        tools.run(build.with("-t", REPORTER, derived("reporter", base, 3_000_000)));
        tools.run(build.with("--platform=linux/amd64", "--manifest=multi", derived("multi-amd64", base, 1_000_000)));
        tools.run(build.with("--platform=linux/arm64", "--manifest=multi", foreign("multi-arm64", 2_000_000)));
        tools.run("buildah", "push", base);
        tools.run("buildah", "push", REPORTER);
        tools.run("buildah", "manifest", "push", "--all", "multi", "docker://" + MULTI);
    }

    private Path base(String name) throws IOException {
        Path context = machine.folder("builds/" + name);
        Files.copy(rootFileSystem, context.resolve("debian.tar"));
        return dockerfile(context, "FROM scratch", "ADD debian.tar /", "CMD [\"/bin/sh\"]");
    }

    private Path derived(String name, String base, int payload) throws IOException {
        Path context = payload(name, payload);
        return dockerfile(
                context,
                "FROM " + base,
                "RUN echo greetings from " + name + " > /greeting",
                "COPY payload /payload",
                "ENTRYPOINT [\"cat\", \"/greeting\"]");
    }

    private Path foreign(String name, int payload) throws IOException {
        return dockerfile(payload(name, payload), "FROM scratch", "COPY payload /payload", "CMD [\"/payload\"]");
    }

    private Path payload(String name, int size) throws IOException {
        Path context = machine.folder("builds/" + name);
        byte[] bytes = new byte[size];
        new Random(name.hashCode()).nextBytes(bytes);
        Files.write(context.resolve("payload"), bytes);
        return context;
    }

    private static Path dockerfile(Path context, String... lines) throws IOException {
        Files.write(context.resolve("Dockerfile"), List.of(lines));
        return context;
    }
}
