package dev.sallyport.appliance.store;

import dev.sallyport.content.Disk;
import dev.sallyport.signature.KeyId;
import dev.sallyport.signature.MalformedKeyException;
import dev.sallyport.signature.VerificationKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The publishers' keys as files, each named by its id. */
final class TrustFiles {
    private static final String TEMPORARY = "tmp";
    private static final int LARGEST = 16 << 10;

    private final Path directory;
    private final Disk disk;

    TrustFiles(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /** Keeps the key, durably. */
    synchronized void save(VerificationKey key) throws IOException {
        Path target = file(key.id());
        byte[] pem = key.toPem().getBytes(StandardCharsets.US_ASCII);
        Path temporary = directory.resolve(TEMPORARY);
        disk.delete(temporary);
        try (FileChannel channel = disk.create(temporary)) {
            ByteBuffer bytes = ByteBuffer.wrap(pem);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            disk.sync(channel);
        }
        disk.publish(temporary, target);
        disk.syncDirectory(directory);
    }

    /** @throws IOException if the file is gone or is not that key */
    VerificationKey read(KeyId id) throws IOException {
        Path file = file(id);
        if (Files.size(file) > LARGEST) {
            throw new IOException("This is no key: " + file);
        }
        try {
            VerificationKey key = VerificationKey.fromPem(Files.readAllBytes(file));
            if (key.id().equals(id)) {
                return key;
            }
        } catch (MalformedKeyException e) {
            throw new IOException("This is no key: " + file, e);
        }
        throw new IOException("This is another key than its name says: " + file);
    }

    private Path file(KeyId id) {
        return directory.resolve(id.digest().hex() + ".pub");
    }
}
