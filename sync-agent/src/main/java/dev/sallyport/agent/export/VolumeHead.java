package dev.sallyport.agent.export;

import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.VerifiedStatement;
import dev.sallyport.bundle.VolumeReader;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.signature.Envelope;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a file says of itself before its first blob, believed or not. */
final class VolumeHead {
    private VolumeHead() {}

    /** The statement that the file carries, its signature not looked at; empty if it is no readable volume. */
    static Optional<Statement> statement(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 64 << 10)) {
            return Optional.of(
                    VolumeReader.open(in, VolumeHead::unverified).verified().statement());
        } catch (SallyportException e) {
            return Optional.empty();
        }
    }

    /** Reads a statement without asking who signed it: for showing it to people, never for acting on it. */
    static VerifiedStatement unverified(byte[] encodedEnvelope) throws SallyportException {
        Envelope envelope = Envelope.parse(encodedEnvelope);
        if (!envelope.payloadType().equals(Statement.PAYLOAD_TYPE)) {
            throw new MalformedJsonException(
                    "the signed envelope", "its payload type is not " + Statement.PAYLOAD_TYPE);
        }
        byte[] payload = envelope.payload();
        return new VerifiedStatement(Statement.parse(payload), Digest.sha256(payload), List.of());
    }
}
