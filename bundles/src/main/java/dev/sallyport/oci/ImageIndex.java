package dev.sallyport.oci;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A list of manifests, usually one for each platform. */
public record ImageIndex(
        String mediaType,
        @Nullable String artifactType,
        List<Descriptor> manifests,
        @Nullable Descriptor subject,
        Map<String, String> annotations)
        implements Manifest {
    public ImageIndex {
        requireNonNull(mediaType, "mediaType is null");
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }

    static ImageIndex read(String mediaType, JsonReader json) throws MalformedJsonException {
        if (!json.has("manifests")) {
            throw json.problem("manifests", "is missing");
        }
        List<Descriptor> manifests = new ArrayList<>();
        for (JsonReader manifest : json.objects("manifests")) {
            manifests.add(Descriptor.read(manifest));
        }
        var subject = json.optionalObject("subject");
        return new ImageIndex(
                mediaType,
                json.optionalText("artifactType").orElse(null),
                manifests,
                subject.isPresent() ? Descriptor.read(subject.get()) : null,
                json.textMap("annotations"));
    }

    @Override
    public List<Descriptor> children() {
        return manifests;
    }

    @Override
    public Optional<Descriptor> subjectDescriptor() {
        return Optional.ofNullable(subject);
    }

    @Override
    public Optional<String> effectiveArtifactType() {
        return Optional.ofNullable(artifactType);
    }
}
