package dev.sallyport.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The connected machine, its registry and the images in it: built once for all test classes that ask for it as a
 * parameter, and taken down after the last of them.
 */
final class ConnectedSide implements AutoCloseable {
    private final Machine machine;
    private final Map<String, ImageContent> images;

    private ConnectedSide(Machine machine, Map<String, ImageContent> images) {
        this.machine = machine;
        this.images = images;
    }

    private static ConnectedSide build() throws IOException, InterruptedException {
        Path rootFileSystem = RootFileSystem.archive(Path.of("target/e2e-root").toAbsolutePath());
        Machine machine = Machine.start("connected");
        try {
            LocalRegistry.start(machine);
            SampleImages samples = new SampleImages(machine, rootFileSystem);
            samples.buildWithDocker(DockerDaemon.start(machine, LocalRegistry.HOST));
            samples.buildWithBuildah(new ContainersTools(machine, LocalRegistry.HOST));

            RegistryReader registry = new RegistryReader(machine, LocalRegistry.HOST);
            Map<String, ImageContent> images = new LinkedHashMap<>();
            for (String tag : SampleImages.TAGS) {
                images.put(tag, registry.content(tag));
            }
            ImageContent pinned = registry.content(SampleImages.PINNED);
            images.put(SampleImages.PINNED.replaceFirst(":[^:/]*$", "@" + pinned.root()), pinned);
            return new ConnectedSide(machine, images);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            machine.close();
            throw e;
        }
    }

    Machine machine() {
        return machine;
    }

    /** What to save, as reference without its host, with what the registry holds under it. */
    Map<String, ImageContent> images() {
        return images;
    }

    /** Every manifest, config and layer of all images. */
    Set<String> digests() {
        Set<String> all = new TreeSet<>();
        images.values().forEach(image -> all.addAll(image.digests()));
        return all;
    }

    @Override
    public void close() throws IOException {
        machine.close();
    }

    /** Gives test classes the one connected side. */
    static final class Resolver implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ConnectedSide.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Requirements.rootWith(
                    "unshare",
                    "nsenter",
                    "ip",
                    "curl",
                    "tar",
                    "mmdebstrap",
                    "docker-registry",
                    "dockerd",
                    "docker",
                    "containerd",
                    "ctr",
                    "runc",
                    "buildah",
                    "podman",
                    "skopeo");
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(ConnectedSide.class, key -> buildUnchecked());
        }

        private static ConnectedSide buildUnchecked() {
            try {
                return build();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
