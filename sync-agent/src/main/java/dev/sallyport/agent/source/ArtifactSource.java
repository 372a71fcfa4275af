package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An artifact made of local files: one manifest, one config, and a layer for each file. Safe for use by many threads. */
public final class ArtifactSource implements ContentSource {
    private final MadeManifest manifest;
    private final Descriptor configDescriptor;
    private final byte[] config;
    private final Map<Digest, LocalFile> files = new HashMap<>();
    private final String address;
    private final @Nullable Reference name;

    /**
     * @param config what the manifest names as its config
     * @param files what it names as its layers
     * @param address how a command line names it
     * @param name under which it is carried; null if it is only fetched from by digest
     */
    ArtifactSource(
            MadeManifest manifest, byte[] config, List<LocalFile> files, String address, @Nullable Reference name) {
        this.manifest = requireNonNull(manifest, "manifest is null");
        this.config = config.clone();
        this.configDescriptor = Descriptor.of("", config);
        this.address = requireNonNull(address, "address is null");
        this.name = name;
        files.forEach(file -> this.files.put(file.digest(), file));
    }

    /** What it resolves, with the digest it stands for. */
    Reference name() {
        return requireNonNull(name, "It was opened without a name")
                .withDigest(manifest.descriptor().digest());
    }

    /** How a command line names it, wherever that is run. */
    String address() {
        return address;
    }

    /** The artifact, by its name or by its digest. */
    @Override
    public Descriptor resolve(Reference reference) throws SallyportException {
        Digest digest = manifest.descriptor().digest();
        boolean meant = reference.digest() != null
                ? reference.digest().equals(digest)
                : name != null && reference.withDigest(digest).equals(name.withDigest(digest));
        if (!meant) {
            throw new ArtifactContentMissingException(address, "artifact " + reference);
        }
        return manifest.descriptor();
    }

    @Override
    public InputStream fetch(Descriptor descriptor, long from) throws IOException, SallyportException {
        Digest digest = descriptor.digest();
        if (from < 0 || from > descriptor.size()) {
            throw new IllegalArgumentException("No byte " + from + " in content of " + descriptor.size());
        }
        if (digest.equals(manifest.descriptor().digest())) {
            requireSize(descriptor, manifest.descriptor().size());
            return manifest.open(from);
        }
        LocalFile file = files.get(digest);
        if (file != null) {
            requireSize(descriptor, file.size());
            return file.open(from);
        }
        if (digest.equals(configDescriptor.digest())) {
            requireSize(descriptor, config.length);
            return new ByteArrayInputStream(config, (int) from, config.length - (int) from);
        }
        throw new ArtifactContentMissingException(address, "content " + digest);
    }

    private static void requireSize(Descriptor descriptor, long size) throws DigestMismatchException {
        if (descriptor.size() != size) {
            throw DigestMismatchException.ofSize(descriptor.digest(), descriptor.size(), size);
        }
    }

    /** None. */
    @Override
    public List<Descriptor> referrers(Digest subject) {
        return List.of();
    }

    /** Nothing: files are opened and closed one by one. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return address;
    }
}
