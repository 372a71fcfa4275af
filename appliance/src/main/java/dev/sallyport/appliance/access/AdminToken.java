package dev.sallyport.appliance.access;

import dev.sallyport.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The secret that admits to /api/v1. Whoever can read its file is the administrator. */
public final class AdminToken {
    private static final String SCHEME = "Bearer ";
    private static final int BYTES = 32;
    private static final int SHORTEST = 32;

    private final byte[] expected;

    private AdminToken(String token) {
        this.expected = token.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the token in {@code file}, or makes one there that its owner alone may read. */
    public static AdminToken open(Path file) throws IOException {
        if (Files.exists(file)) {
            String token = Files.readString(file).strip();
            if (token.length() < SHORTEST) {
                throw new IOException("The admin token in " + file + " is shorter than " + SHORTEST
                        + " characters; delete the file and start again to get a new one");
            }
            return new AdminToken(token);
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        writePrivately(file, token + "\n");
        return new AdminToken(token);
    }

    /** Writes a file that its owner alone may read, in one step. */
    public static void writePrivately(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The token {@code text}, which is written nowhere. */
    public static AdminToken of(String text) {
        return new AdminToken(text);
    }

    /** Another number for every token; says nothing about it. */
    long generation() {
        MessageDigest computation = DigestAlgorithm.SHA256.newMessageDigest();
        return ByteBuffer.wrap(computation.digest(expected)).getLong() & Long.MAX_VALUE;
    }

    /** Whether {@code text} is this token; takes as long for every wrong one of the same length. */
    boolean is(String text) {
        return MessageDigest.isEqual(expected, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether an Authorization header gives this token; takes as long for every wrong one of the same length. */
    public boolean admits(@Nullable String authorization) {
        return authorization != null
                && authorization.startsWith(SCHEME)
                && MessageDigest.isEqual(
                        expected, authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8));
    }
}
