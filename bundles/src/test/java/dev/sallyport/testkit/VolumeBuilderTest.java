package dev.sallyport.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.BundleIndex;
import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.VerifiedStatement;
import dev.sallyport.bundle.VolumeReader;
import dev.sallyport.bundle.VolumeWriter;
import dev.sallyport.content.ContentStore;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.signature.TrustPolicy;
import dev.sallyport.signature.TrustedKey;
import dev.sallyport.signature.UntrustedSignatureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VolumeBuilderTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final TrustPolicy TRUST = new TrustPolicy(List.of(TrustedKey.forAnyStream(KEY.verificationKey())));
    private static final byte[] SMALL = "small".getBytes(UTF_8);
    private static final byte[] ARTIFACT = VolumeBuilder.manifest("{}".getBytes(UTF_8), SMALL);
    private static final TestBundle BUNDLE = new VolumeBuilder(KEY)
            .stream("factory-7")
                    .sequence(4)
                    .previous(3, Digest.sha256(SMALL))
                    .expires("2027-01-01T00:00:00Z")
                    .image("quay.io/acme/tool", "1.9", "tool".getBytes(UTF_8), SMALL)
                    .omit(Digest.sha256(ARTIFACT), MediaTypes.OCI_LAYER_GZIP, "windows".getBytes(UTF_8))
                    .omit(Digest.sha256(SMALL), MediaTypes.OCI_LAYER_GZIP, "windows".getBytes(UTF_8))
                    .nextVolume()
                    .image("docker.io/library/nginx", "1.27", new byte[512])
                    .referrer("docker.io/library/nginx", MediaTypes.OCI_MANIFEST, ARTIFACT)
                    .blob(ARTIFACT)
                    .blob(new byte[0])
                    .nextVolume()
                    .blob(DigestAlgorithm.SHA512, SMALL)
                    .build();

    @TempDir
    Path directory;

    private static VolumeReader open(InputStream in) throws Exception {
        return VolumeReader.open(in, envelope -> VerifiedStatement.verify(envelope, TRUST));
    }

    @Test
    void libraryReadsWhatItBuilds() throws Exception {
        VolumeReader reader = open(BUNDLE.stream(2));
        assertThat(reader.number()).isEqualTo(2);
        assertThat(reader.verified().digest()).isEqualTo(BUNDLE.digest());
        assertThat(reader.documents().roots())
                .extracting(root -> root.name())
                .containsExactly(
                        "docker.io/library/nginx:1.27",
                        "docker.io/library/nginx@" + Digest.sha256(ARTIFACT),
                        "quay.io/acme/tool:1.9");
        assertThat(reader.listing().entries()).hasSize(5);
        assertThat(reader.documents().omissions().content()).hasSize(2);
    }

    @Test
    void libraryWritesTheSameBytes() throws Exception {
        ContentStore store = DirectoryStore.open(directory, new SystemDisk());
        for (int number = 1; number <= BUNDLE.volumes(); number++) {
            VolumeReader reader = open(BUNDLE.stream(number));
            reader.readAllEntries((entry, content) -> keep(store, entry, content));
            BundleDocuments read = reader.documents();
            Statement statement = Statement.parse(BUNDLE.statement());
            assertThat(statement.encode()).asString(UTF_8).isEqualTo(new String(BUNDLE.statement(), UTF_8));
            assertThat(new BundleIndex(read.roots()).encode()).isEqualTo(read.index());
            assertThat(read.omissions().encode()).isEqualTo(read.omitted());
            VolumeWriter writer = new VolumeWriter(new BundleDocuments(
                    read.envelope(), statement, read.index(), read.prerequisites(), read.omitted()));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            writer.write(out, number, reader.listing(), store, bytes -> {});
            assertThat(out.toByteArray()).isEqualTo(BUNDLE.volume(number));
            assertThat(writer.size(number, reader.listing())).isEqualTo(out.size());
        }
    }

    private static void keep(ContentStore store, ListingEntry entry, InputStream content)
            throws IOException, DigestMismatchException {
        PartialBlob partial = store.upload(UploadId.of(entry.digest()));
        partial.write(0, content, entry.size());
        partial.commit(new Descriptor(ListingEntry.MEDIA_TYPE, entry.digest(), entry.size()));
    }

    @Test
    void changedVolumesLeaveTheBundleAsItWas() {
        HostileVolume changed = BUNDLE.open(1);
        changed.entry("blobs/").name("elsewhere");
        changed.entries().remove(0);
        assertThat(changed.bytes()).isNotEqualTo(BUNDLE.volume(1));
        assertThat(BUNDLE.volume(1)).isEqualTo(BUNDLE.open(1).bytes());
    }

    @Test
    void editedDocumentsAreSignedAgain() throws Exception {
        HostileVolume volume = BUNDLE.open(1)
                .editDocument("index.json", text -> text.replace("1.27", "1.28"))
                .editStatement(text -> text.replace("\"sequence\":4", "\"sequence\":5"));
        VolumeReader reader = open(volume.stream());
        assertThat(reader.verified().statement().sequence()).isEqualTo(5);
        assertThat(reader.documents().roots()).anyMatch(root -> root.name().endsWith("nginx:1.28"));
        HostileVolume forged = volume.signedBy(List.of(SigningKey.generate()));
        assertThatThrownBy(() -> open(forged.stream())).isInstanceOf(UntrustedSignatureException.class);
    }
}
