package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.bundle.VerifiedStatement;
import dev.sallyport.bundle.VolumeReader;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.TrustPolicy;
import dev.sallyport.terminal.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks at files: which are volumes of which bundles, and are they good. A bad file is reported and the others are looked at all
 * the same.
 */
public final class VolumeCheck {
    private static final String NOT_A_VOLUME = "not-a-volume";
    private static final int BUFFER = 1 << 20;

    private final VolumeReader.StatementVerifier verifier;
    private final boolean content;
    private final Progress progress;
    private final List<CheckedFile> files = new ArrayList<>();
    private final Map<Digest, Found> bundles = new LinkedHashMap<>();
    private final byte[] buffer = new byte[BUFFER];

    private record Found(VerifiedStatement verified, BundleDocuments documents, Map<Integer, Path> volumes) {}

    private VolumeCheck(VolumeReader.StatementVerifier verifier, boolean content, Progress progress) {
        this.verifier = requireNonNull(verifier, "verifier is null");
        this.content = content;
        this.progress = requireNonNull(progress, "progress is null");
    }

    /** Checks signatures, and every byte of every volume in one pass. */
    public static VolumeCheck ofEverything(TrustPolicy trust, Progress progress) {
        return new VolumeCheck(envelope -> VerifiedStatement.verify(envelope, trust), true, progress);
    }

    /** Checks signatures and what comes before the first blob. */
    public static VolumeCheck ofDocuments(TrustPolicy trust) {
        return new VolumeCheck(envelope -> VerifiedStatement.verify(envelope, trust), false, Progress.NONE);
    }

    /** Reads what comes before the first blob, and believes it: for showing it to people. */
    public static VolumeCheck withoutTrust() {
        return new VolumeCheck(VolumeHead::unverified, false, Progress.NONE);
    }

    /**
     * Looks at these files, and at those in these folders.
     *
     * @throws IOException if one is not there or cannot be read
     */
    public VolumeCheck look(Collection<Path> paths) throws IOException {
        List<Path> all = VolumeFiles.of(paths);
        long total = 0;
        for (Path file : all) {
            total += Files.size(file);
        }
        long done = 0;
        for (Path file : all) {
            lookAt(file, done, total);
            done += Files.size(file);
        }
        return this;
    }

    private void lookAt(Path file, long before, long total) throws IOException {
        int number = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            VolumeReader reader = VolumeReader.open(in, verifier);
            number = reader.number();
            if (content) {
                long[] done = {before};
                reader.readAllEntries((entry, bytes) -> {
                    verify(entry, bytes);
                    done[0] += entry.size();
                    progress.advance("verifying", done[0], total);
                });
            }
            bundles.computeIfAbsent(
                            reader.verified().digest(),
                            digest -> new Found(reader.verified(), reader.documents(), new TreeMap<>()))
                    .volumes()
                    .putIfAbsent(number, file);
            files.add(new CheckedFile(file, number, null, false));
        } catch (SallyportException e) {
            files.add(new CheckedFile(file, number, e, e.code().equals(NOT_A_VOLUME)));
        } catch (IOException e) {
            throw new IOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private void verify(ListingEntry entry, InputStream bytes) throws IOException, DigestMismatchException {
        MessageDigest computation = entry.digest().algorithm().newMessageDigest();
        for (int count = bytes.read(buffer); count > 0; count = bytes.read(buffer)) {
            computation.update(buffer, 0, count);
        }
        Digest found = Digest.finish(entry.digest().algorithm(), computation);
        if (!found.equals(entry.digest())) {
            throw DigestMismatchException.ofDigest(entry.digest(), found);
        }
    }

    /** What was looked at, in order. */
    public List<CheckedFile> files() {
        return List.copyOf(files);
    }

    /** The bundles that good volumes belong to, in the order they were found. */
    public List<CheckedBundle> bundles() {
        return bundles.values().stream()
                .map(found -> new CheckedBundle(found.verified(), found.documents(), found.volumes()))
                .toList();
    }
}
