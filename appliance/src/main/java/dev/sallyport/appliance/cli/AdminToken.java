package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ServerFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the secret that admits to /api/v1. */
final class AdminToken {
    static final String FILE = ServerFiles.ADMIN_TOKEN;

    private AdminToken() {}

    static String read(Path file) throws IOException, ServerUnreachableException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw ServerUnreachableException.noToken(file);
        }
    }
}
