package dev.sallyport.agent.mirror;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing that a mirror file asks for. Paths are resolved against the file's folder; whether they exist is not asked. */
public sealed interface MirrorItem {
    /** Where the file asks for it. */
    Place place();

    /** An image at a registry, or tags of a repository there. */
    sealed interface ImageItem extends MirrorItem {
        /** How to carry it. */
        Treatment treatment();
    }

    /**
     * An image.
     *
     * @param pin what its tag must stand for; null for whatever it stands for
     */
    record ReferenceItem(
            Place place, Reference reference, @Nullable Digest pin, Treatment treatment) implements ImageItem {
        public ReferenceItem {
            requireNonNull(place, "place is null");
            requireNonNull(reference, "reference is null");
            requireNonNull(treatment, "treatment is null");
        }
    }

    /**
     * Tags of a repository.
     *
     * @param repository its tag does not matter
     */
    record RepositoryItem(Place place, Reference repository, TagSelection selection, Treatment treatment)
            implements ImageItem {
        public RepositoryItem {
            requireNonNull(place, "place is null");
            requireNonNull(repository, "repository is null");
            requireNonNull(selection, "selection is null");
            requireNonNull(treatment, "treatment is null");
        }

        /** {@code HOST/PATH}. */
        public String name() {
            return repository.host() + '/' + repository.repository();
        }
    }

    /**
     * A Helm chart, and the images it uses.
     *
     * @param address {@code oci://HOST/PATH:VERSION} or the address of an {@code index.yaml}; null for one on disk
     * @param path the chart's folder or file; null for one with an address
     * @param chart which chart of the {@code index.yaml}; null otherwise
     * @param version which version of it; null for the newest
     * @param name under which to carry it; null for its own
     * @param values values files in order
     */
    record ChartItem(
            Place place,
            @Nullable String address,
            @Nullable Path path,
            @Nullable String chart,
            @Nullable String version,
            @Nullable Reference name,
            List<Path> values,
            Treatment treatment)
            implements MirrorItem {
        public ChartItem {
            requireNonNull(place, "place is null");
            requireNonNull(treatment, "treatment is null");
            if ((address == null) == (path == null)) {
                throw new IllegalArgumentException("Neither an address nor a path, or both");
            }
            values = List.copyOf(values);
        }
    }

    /** Kubernetes manifests whose images are wanted: a file, or a folder; a folder may be empty. */
    record ManifestItem(Place place, Path path, Treatment treatment) implements MirrorItem {
        public ManifestItem {
            requireNonNull(place, "place is null");
            requireNonNull(path, "path is null");
            requireNonNull(treatment, "treatment is null");
        }
    }

    /**
     * A Compose project whose images are wanted.
     *
     * @param files one or more, which Compose merges in this order
     * @param envFiles files of variables, in place of the {@code .env} beside it; empty for that one
     * @param environment variables that go before those of files
     */
    record ComposeItem(
            Place place,
            List<Path> files,
            List<String> profiles,
            List<Path> envFiles,
            Map<String, String> environment,
            Treatment treatment)
            implements MirrorItem {
        public ComposeItem {
            requireNonNull(place, "place is null");
            files = List.copyOf(files);
            profiles = List.copyOf(profiles);
            envFiles = List.copyOf(envFiles);
            environment = Map.copyOf(environment);
            requireNonNull(treatment, "treatment is null");
        }
    }

    /**
     * A Dockerfile whose base images are wanted.
     *
     * @param args build arguments
     */
    record DockerfileItem(Place place, Path path, Map<String, String> args, Treatment treatment) implements MirrorItem {
        public DockerfileItem {
            requireNonNull(place, "place is null");
            requireNonNull(path, "path is null");
            args = Map.copyOf(args);
            requireNonNull(treatment, "treatment is null");
        }
    }

    /** A text file of references whose images are wanted. */
    record ListItem(Place place, Path path, Treatment treatment) implements MirrorItem {
        public ListItem {
            requireNonNull(place, "place is null");
            requireNonNull(path, "path is null");
            requireNonNull(treatment, "treatment is null");
        }
    }

    /**
     * An archive or layout of images.
     *
     * @param format {@code oci}, {@code oci-archive} or {@code docker-archive}; null to find out
     * @param name of its one image that says none; null if all say theirs
     */
    record ArchiveItem(
            Place place,
            Path path,
            @Nullable String format,
            @Nullable Reference name,
            Treatment treatment) implements MirrorItem {
        public ArchiveItem {
            requireNonNull(place, "place is null");
            requireNonNull(path, "path is null");
            requireNonNull(treatment, "treatment is null");
        }
    }

    /**
     * A file to carry as an artifact.
     *
     * @param mediaType what it is; null for bytes of any kind
     */
    record FileItem(
            Place place,
            Path path,
            Reference name,
            @Nullable String mediaType) implements MirrorItem {
        public FileItem {
            requireNonNull(place, "place is null");
            requireNonNull(path, "path is null");
            requireNonNull(name, "name is null");
        }
    }
}
