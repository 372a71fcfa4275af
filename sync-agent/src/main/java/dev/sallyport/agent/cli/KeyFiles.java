package dev.sallyport.agent.cli;

import static java.util.Objects.requireNonNull;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.signature.TrustPolicy;
import dev.sallyport.signature.TrustedKey;
import dev.sallyport.signature.VerificationKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keys in files: {@code KEY.pem}, and beside it {@code KEY.pub}. */
final class KeyFiles {
    private static final String PRIVATE = ".pem";
    private static final int LARGEST = 64 << 10;

    private KeyFiles() {}

    /** Writes a new pair and gives the public key's file; refuses if either is there. */
    static Path write(Path privateFile, SigningKey key) throws IOException {
        Path publicFile = publicFile(privateFile);
        for (Path file : List.of(privateFile, publicFile)) {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
        }
        write(privateFile, key.toPem(), "rw-------");
        write(publicFile, key.verificationKey().toPem(), "rw-r--r--");
        return publicFile;
    }

    private static Path publicFile(Path privateFile) {
        String name = requireNonNull(privateFile.getFileName(), "privateFile is a root")
                .toString();
        String stem = name.endsWith(PRIVATE) ? name.substring(0, name.length() - PRIVATE.length()) : name;
        return privateFile.resolveSibling(stem + ".pub");
    }

    // The permissions are the new file's from its first moment: nobody can open the key before they are set.
    private static void write(Path file, String content, String permissions) throws IOException {
        boolean posix = Files.getFileStore(requireNonNull(file.toAbsolutePath().getParent()))
                .supportsFileAttributeView("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Reads private keys, each once. The public key beside a key is looked at, if it is there. */
    static List<SigningKey> readPrivate(List<Path> files) throws IOException, SallyportException {
        List<SigningKey> keys = new ArrayList<>();
        for (Path file : files) {
            Path publicFile = publicFile(file);
            SigningKey key = SigningKey.fromPem(
                    bytes(file), !publicFile.equals(file) && Files.exists(publicFile) ? bytes(publicFile) : null);
            if (keys.stream().noneMatch(other -> other.verificationKey().equals(key.verificationKey()))) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** What is to be said of private keys that others than their owner can read: a sentence for each. */
    static List<String> warnings(List<Path> files) throws IOException {
        List<String> warnings = new ArrayList<>();
        for (Path file : files) {
            PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (view != null && Files.exists(file)) {
                Set<PosixFilePermission> permissions = view.readAttributes().permissions();
                if (permissions.contains(PosixFilePermission.GROUP_READ)
                        || permissions.contains(PosixFilePermission.OTHERS_READ)) {
                    warnings.add(
                            "the private key " + file + " can be read by others than its owner: chmod 600 " + file);
                }
            }
        }
        return warnings;
    }

    /** A policy that trusts these public keys for any stream. */
    static TrustPolicy readTrusted(List<Path> files) throws IOException, SallyportException {
        return readTrusted(files, List.of());
    }

    /** A policy that trusts these public keys, and the public halves of these private ones, for any stream. */
    static TrustPolicy readTrusted(List<Path> files, List<Path> privateFiles) throws IOException, SallyportException {
        List<TrustedKey> keys = new ArrayList<>();
        for (SigningKey key : readPrivate(privateFiles)) {
            keys.add(TrustedKey.forAnyStream(key.verificationKey()));
        }
        for (Path file : files) {
            keys.add(TrustedKey.forAnyStream(VerificationKey.fromPem(bytes(file))));
        }
        return new TrustPolicy(keys);
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LARGEST + 1);
        }
    }
}
