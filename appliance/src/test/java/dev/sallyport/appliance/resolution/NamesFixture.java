package dev.sallyport.appliance.resolution;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.appliance.imports.TestAppliance;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import dev.sallyport.signature.RepositoryPattern;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An appliance with streams that tests publish tags in, and what resolves names there. */
public final class NamesFixture implements Closeable {
    public static final String APP = "docker.io/library/app";
    private static final SigningKey KEY = SigningKey.generate();

    private final TestAppliance appliance;
    private final Map<String, TestBundle> newest = new HashMap<>();
    private final Map<String, Long> sequences = new HashMap<>();

    public NamesFixture(Path data) throws Exception {
        appliance = new TestAppliance(data);
    }

    public ApplianceStore store() {
        return appliance.store();
    }

    public TagResolution tags() {
        return new TagResolution(store(), true);
    }

    public NameResolution names() {
        return new NameResolution("docker.io", Set.of("appliance.lan:5000"), Set.of(), new StoredNames(store()));
    }

    public ReferenceResolution references() {
        return new ReferenceResolution(store(), names(), tags());
    }

    /** Lets the key that signs all bundles here sign those of {@code stream}, and make aliases that match a pattern. */
    public NamesFixture trust(String stream, String aliases) throws Exception {
        store().trust()
                .add(
                        KEY.verificationKey(),
                        "ACME",
                        new StreamName(stream),
                        null,
                        aliases == null ? null : new RepositoryPattern(aliases),
                        null,
                        "test");
        return this;
    }

    /** The next bundle of a stream, without content. */
    public VolumeBuilder next(String stream) throws Exception {
        if (!sequences.containsKey(stream)) {
            trust(stream, null);
        }
        long sequence = sequences.merge(stream, 1L, Long::sum);
        VolumeBuilder builder = new VolumeBuilder(KEY).stream(stream).sequence(sequence);
        TestBundle before = newest.get(stream);
        return before == null ? builder : builder.previous(sequence - 1, before.digest());
    }

    public void publish(String stream, VolumeBuilder builder) throws Exception {
        TestBundle bundle = builder.build();
        newest.put(stream, bundle);
        appliance.receive(bundle);
    }

    /** Publishes the next release of a stream: these tags of one repository, each another image that says its own name. */
    public void publish(String stream, String repository, String... tags) throws Exception {
        VolumeBuilder builder = next(stream);
        for (String tag : tags) {
            builder.image(repository, tag, content(stream, repository, tag));
        }
        publish(stream, builder);
    }

    private static byte[] content(String stream, String repository, String tag) {
        return (stream + ' ' + repository + ' ' + tag).getBytes(UTF_8);
    }

    /** Pushes an image without layers. */
    public Descriptor push(String repository, String tag, String text) throws Exception {
        RepositoryName name = new RepositoryName(repository);
        byte[] config = ("{\"os\":\"linux\",\"architecture\":\"amd64\",\"made\":\"" + text + "\"}").getBytes(UTF_8);
        byte[] manifest = VolumeBuilder.manifest(config);
        write(config);
        store().local().linkBlob(name, Digest.sha256(config), config.length, "test");
        Descriptor descriptor = write(manifest);
        store().local()
                .putManifest(
                        name,
                        descriptor,
                        Manifest.parse("a manifest", MediaTypes.OCI_MANIFEST, manifest),
                        Set.of(),
                        List.of(new Tag(tag)),
                        "test");
        return descriptor;
    }

    private Descriptor write(byte[] content) throws Exception {
        Descriptor descriptor = Descriptor.of(MediaTypes.OCI_MANIFEST, content);
        try (PartialBlob upload = store().content().upload(UploadId.of(descriptor.digest()))) {
            upload.write(0, new ByteArrayInputStream(content), content.length);
            upload.commit(descriptor);
        }
        return descriptor;
    }

    /** The tag that answers for another one, with the rule; "nothing" if none does. */
    public String answer(String repository, String tag) throws IOException {
        return text(tags().find(new RepositoryName(repository), new Tag(tag)));
    }

    static String text(Optional<TagAnswer> answer) {
        return answer.map(found -> found.rule() + (found.tag() == null ? "" : " " + found.tag()))
                .orElse("nothing");
    }

    public Digest digest(String repository, String tag) throws IOException {
        return tags().find(new RepositoryName(repository), new Tag(tag))
                .orElseThrow()
                .manifest()
                .digest();
    }

    public String explain(String repository, String tag) throws IOException {
        return tags().explain(new RepositoryName(repository), new Tag(tag));
    }

    @Override
    public void close() throws IOException {
        appliance.close();
    }
}
