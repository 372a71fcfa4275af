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
 * app/pinned@sha256:…   buildah  saved by its digest alone
 * </pre>
 */
final class SampleImages {
    static final String DOCKER_BASE = "debian/docker:12";
    static final String GREETER = "app/greeter:1.0";
    static final String BUILDAH_BASE = "debian/buildah:12";
    static final String REPORTER = "app/reporter:2.0";
    static final String MULTI = "app/multi:3";
    static final List<String> TAGS = List.of(DOCKER_BASE, GREETER, BUILDAH_BASE, REPORTER, MULTI);

    /** Those in OCI's format; Debian's skopeo takes no other out of an image layout, and no manifest is ever converted. */
    static final List<String> OCI_TAGS = List.of(BUILDAH_BASE, REPORTER, MULTI);

    /** The image to be saved by its digest. */
    static final String PINNED = "app/pinned:any";

    private final Machine machine;
    private final Path rootFileSystem;

    SampleImages(Machine machine, Path rootFileSystem) {
        this.machine = machine;
        this.rootFileSystem = rootFileSystem;
    }

    void buildWithDocker(DockerDaemon daemon) throws IOException, InterruptedException {
        daemon.docker("build", "--network=none", "-t", at(DOCKER_BASE), base("docker-base"));
        daemon.docker("build", "--network=none", "-t", at(GREETER), derived("greeter", DOCKER_BASE, 5_000_000));
        daemon.docker("push", at(DOCKER_BASE));
        daemon.docker("push", at(GREETER));
    }

    void buildWithBuildah(ContainersTools tools) throws IOException, InterruptedException {
        // chroot isolation: a build needs no container, so no runtime and no control groups.
        Command build = Command.of("buildah", "bud", "--isolation=chroot");
        tools.run(build.with("-t", at(BUILDAH_BASE), base("buildah-base")));
        tools.run(build.with("-t", at(REPORTER), derived("reporter", BUILDAH_BASE, 3_000_000)));
        tools.run(build.with("-t", at(PINNED), derived("pinned", BUILDAH_BASE, 500_000)));
        Command platform = build.with("--manifest=multi");
        tools.run(platform.with("--platform=linux/amd64", derived("multi-amd64", BUILDAH_BASE, 1_000_000)));
        tools.run(platform.with("--platform=linux/arm64", foreign("multi-arm64", 2_000_000)));
        for (String image : List.of(BUILDAH_BASE, REPORTER, PINNED)) {
            tools.run("buildah", "push", at(image));
        }
        tools.run("buildah", "manifest", "push", "--all", "multi", "docker://" + at(MULTI));
    }

    private static String at(String image) {
        return HOST + "/" + image;
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
                "FROM " + at(base),
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
