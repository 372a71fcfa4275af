package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ServerFiles;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens.
 *
 * @param url its base, such as {@code http://127.0.0.1:5000}
 * @param trust what to believe of its certificate; null for what Java trusts
 */
record ServerAddress(String url, @Nullable ServerTrust trust) {
    private static final int MAX_SIZE = 64 << 10;

    /** What the server that runs on {@code data} wrote there. */
    static ServerAddress readFrom(Path data) throws IOException, ServerUnreachableException {
        Path file = data.resolve(ServerFiles.ADDRESS);
        try {
            JsonReader json = StrictJson.parseObject(file.toString(), Files.readAllBytes(file), MAX_SIZE);
            String certificate = json.optionalText("certificate").orElse(null);
            return new ServerAddress(
                    json.text("url"), certificate == null ? null : ServerTrust.pinned(Path.of(certificate)));
        } catch (NoSuchFileException e) {
            throw ServerUnreachableException.notRunning(data);
        } catch (MalformedJsonException e) {
            throw ServerUnreachableException.badAddress(data, e);
        }
    }
}
