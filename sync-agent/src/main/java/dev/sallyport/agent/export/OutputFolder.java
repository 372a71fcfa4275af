package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.bundle.VolumeWriter;
import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder that volumes are written to. Others' files in it, volumes of other streams among them, stay as they are.
 *
 * <p>A volume is written under a hidden temporary name, synced, and renamed: a file with a volume's name is whole.
 */
final class OutputFolder {
    private final Path folder;
    private final StreamName stream;
    private final Disk disk;

    private OutputFolder(Path folder, StreamName stream, Disk disk) {
        this.folder = folder;
        this.stream = stream;
        this.disk = disk;
    }

    /** Opens the folder, making it if it is not there, and removes what a killed run of this stream left. */
    static OutputFolder open(Path folder, StreamName stream, Disk disk) throws IOException, OutputNotWritableException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        try {
            Files.createDirectories(folder);
        } catch (FileSystemException e) {
            throw new OutputNotWritableException(folder, e);
        }
        OutputFolder output = new OutputFolder(folder, stream, disk);
        output.removeLeftovers();
        return output;
    }

    /** The folder as it is, for looking only; it need not be there. */
    static OutputFolder look(Path folder, StreamName stream, Disk disk) {
        return new OutputFolder(folder, stream, disk);
    }

    private void removeLeftovers() throws IOException {
        Pattern leftover =
                Pattern.compile("\\." + Pattern.quote(stream.value()) + "\\.[0-9]{6,18}\\.v[0-9]{3,4}\\.tar\\.part");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (leftover.matcher(String.valueOf(file.getFileName())).matches()) {
                    disk.delete(file);
                }
            }
        }
    }

    Path file(long sequence, int volume) {
        return folder.resolve(String.format("%s.%06d.v%03d.tar", stream, sequence, volume));
    }

    /**
     * Refuses to go on when the folder holds a volume of this stream whose sequence is {@code next} or above: whoever signed that
     * knew more of the stream's history than is known here.
     */
    void requireNothingAfter(long next) throws IOException, SallyportException {
        if (!Files.exists(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (sequenceOf(file, stream).orElse(0) >= next) {
                    Optional<Statement> found = VolumeHead.statement(file);
                    if (found.isPresent()
                            && found.get().stream().equals(stream)
                            && found.get().sequence() >= next) {
                        throw HistoryBehindException.ofVolume(
                                file, stream, found.get().sequence(), next);
                    }
                }
            }
        }
    }

    /** The sequence in the name of a volume of {@code stream}; empty if the file is not named like one. */
    static OptionalLong sequenceOf(Path file, StreamName stream) {
        Matcher name = Pattern.compile(Pattern.quote(stream.value()) + "\\.([0-9]{6,18})\\.v[0-9]{3,4}\\.tar")
                .matcher(String.valueOf(file.getFileName()));
        return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
    }

    /** The size of a volume in bytes. */
    long size(BundleDocuments documents, int number, Listing listing) {
        return new VolumeWriter(documents).size(number, listing);
    }

    /**
     * Whether the volume is there, whole: the size and everything before its first blob is compared. Its blobs were hashed when
     * it was written, and it got its name after it was synced; whether the medium still gives them back is what
     * {@code sync-agent verify} is for.
     */
    boolean holds(BundleDocuments documents, int number, Listing listing) throws IOException, SallyportException {
        Path file = file(documents.statement().sequence(), number);
        VolumeWriter writer = new VolumeWriter(documents);
        if (!Files.isRegularFile(file) || Files.size(file) != writer.size(number, listing)) {
            return false;
        }
        byte[] head = writer.head(number, listing);
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(head, in.readNBytes(head.length));
        }
    }

    /**
     * Refuses to write over a volume of another statement for the same sequence.
     */
    void requireNoFork(Statement statement, int number) throws IOException, SallyportException {
        Path file = file(statement.sequence(), number);
        Optional<Statement> found = VolumeHead.statement(file);
        if (found.isPresent() && !found.get().equals(statement)) {
            Digest other = found.get().digest();
            throw HistoryForkedException.ofVolume(file, statement.digest(), other);
        }
    }

    /**
     * Begins a volume under a hidden name. Until {@link UnfinishedVolume#finish} it says of nothing what it is, so it may be
     * filled before its statement is durable.
     *
     * @throws OutputNotWritableException if the folder does not take it
     */
    UnfinishedVolume begin(BundleDocuments documents, int number, Listing listing)
            throws IOException, SallyportException {
        Path target = file(documents.statement().sequence(), number);
        try {
            return UnfinishedVolume.begin(disk, target, new VolumeWriter(documents), number, listing);
        } catch (FileSystemException e) {
            throw new OutputNotWritableException(folder, e);
        }
    }

    /** What the folder lies on, or will. */
    Medium medium() throws IOException {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there)) {
            there = requireNonNull(there.getParent(), "no root");
        }
        return Medium.of(Files.getFileStore(there).type());
    }

    /** Makes the names of written volumes durable. */
    void sync() throws IOException {
        disk.syncDirectory(folder);
    }

    Path path() {
        return folder;
    }
}
