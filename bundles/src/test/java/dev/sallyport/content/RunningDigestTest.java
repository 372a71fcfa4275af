package dev.sallyport.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.DigestAlgorithm;
import dev.sallyport.testkit.MemoryDirectory;
import dev.sallyport.testkit.RecordingDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A digest that goes on from upload to upload, and content that is put behind what is there. */
final class RunningDigestTest {
    private static final UploadId ID = new UploadId("upload-1");

    @TempDir(factory = MemoryDirectory.class)
    private Path root;

    private DirectoryStore store;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryStore.open(root, new RecordingDisk());
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static Descriptor blob(DigestAlgorithm algorithm, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new Descriptor("text/plain", Digest.of(algorithm, bytes), bytes.length);
    }

    @ParameterizedTest
    @EnumSource
    void goesOnFromUploadToUpload(DigestAlgorithm algorithm) throws Exception {
        RunningDigest running = new RunningDigest(algorithm);
        for (String part : new String[] {"one", "", "two"}) {
            try (PartialBlob partial = store.upload(ID, running)) {
                assertThat(partial.append(stream(part))).isEqualTo(part.length());
            }
        }
        assertThat(running.count()).isEqualTo(6);
        try (PartialBlob partial = store.upload(ID, running)) {
            partial.append(stream("three"));
            partial.commit(blob(algorithm, "onetwothree"));
        }
        assertThat(store.open(blob(algorithm, "onetwothree").digest())).isPresent();
    }

    @Test
    void isNotUsedForAnotherAlgorithm() throws Exception {
        try (PartialBlob partial = store.upload(ID, new RunningDigest(DigestAlgorithm.SHA512))) {
            partial.append(stream("text"));
            partial.commit(blob(DigestAlgorithm.SHA256, "text"));
        }
        assertThat(store.open(blob(DigestAlgorithm.SHA256, "text").digest())).isPresent();
    }

    /** As a power cut may: what was hashed is not in the file any more. */
    @Test
    void isForgottenWhenTheFileIsShorter() throws Exception {
        RunningDigest running = new RunningDigest(DigestAlgorithm.SHA256);
        try (PartialBlob partial = store.upload(ID, running)) {
            partial.append(stream("longer"));
        }
        Files.writeString(root.resolve("partial").resolve(ID.value()), "x");
        assertThat(store.partialFile(ID).orElseThrow().size()).isOne();
        try (PartialBlob partial = store.upload(ID, running)) {
            partial.append(stream("y"));
            partial.commit(blob(DigestAlgorithm.SHA256, "xy"));
        }
        assertThat(store.partialFile(ID)).isEmpty();
    }

    @Test
    void keepsWhatCameBeforeAFailure() throws Exception {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                throw new IOException("gone");
            }
        };
        RunningDigest running = new RunningDigest(DigestAlgorithm.SHA256);
        try (PartialBlob partial = store.upload(ID, running)) {
            assertThatThrownBy(() -> partial.append(new SequenceInputStream(stream("be"), broken)))
                    .hasMessage("gone");
            assertThat(partial.size()).isEqualTo(2);
        }
        try (PartialBlob partial = store.upload(ID, running)) {
            partial.append(stream("fore"));
            partial.commit(blob(DigestAlgorithm.SHA256, "before"));
        }
    }
}
