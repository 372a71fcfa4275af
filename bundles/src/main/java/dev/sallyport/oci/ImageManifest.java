package dev.sallyport.oci;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A config and layers: an image for one platform, or an artifact. */
public record ImageManifest(
        String mediaType,
        @Nullable String artifactType,
        Descriptor config,
        List<Descriptor> layers,
        @Nullable Descriptor subject,
        Map<String, String> annotations)
        implements Manifest {
    public ImageManifest {
        requireNonNull(mediaType, "mediaType is null");
        requireNonNull(config, "config is null");
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }

    static ImageManifest read(String mediaType, JsonReader json) throws MalformedJsonException {
        List<Descriptor> layers = new ArrayList<>();
        for (JsonReader layer : json.objects("layers")) {
            layers.add(Descriptor.read(layer));
        }
        var subject = json.optionalObject("subject");
        return new ImageManifest(
                mediaType,
                json.optionalText("artifactType").orElse(null),
                Descriptor.read(json.object("config")),
                layers,
                subject.isPresent() ? Descriptor.read(subject.get()) : null,
                json.textMap("annotations"));
    }

    @Override
    public List<Descriptor> children() {
        List<Descriptor> children = new ArrayList<>();
        children.add(config);
        children.addAll(layers);
        return children;
    }

    @Override
    public Optional<Descriptor> subjectDescriptor() {
        return Optional.ofNullable(subject);
    }

    @Override
    public Optional<String> effectiveArtifactType() {
        return Optional.of(artifactType == null || artifactType.isEmpty() ? config.mediaType() : artifactType);
    }
}
