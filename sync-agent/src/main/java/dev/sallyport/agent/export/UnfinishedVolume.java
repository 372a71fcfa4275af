package dev.sallyport.agent.export;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.closure.ContentTee;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.VolumeWriter;
import dev.sallyport.bundle.VolumeWriter.BlobContent;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.content.Disk;
import dev.sallyport.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;

/**
 * A volume under a hidden name that gets its blobs first and its head last, and by that becomes a volume. Its file is open only
 * while something is written: there may be thousands. Closing it unfinished removes it.
 */
final class UnfinishedVolume implements Closeable {
    private final Disk disk;
    private final Path temporary;
    private final Path target;
    private final VolumeWriter writer;
    private final Listing listing;
    private final byte[] head;
    private final Map<Digest, Long> offsets;
    private boolean filled;
    private boolean ended;

    private UnfinishedVolume(Disk disk, Path temporary, Path target, VolumeWriter writer, int number, Listing listing)
            throws DigestMismatchException {
        this.disk = disk;
        this.temporary = temporary;
        this.target = target;
        this.writer = writer;
        this.listing = listing;
        this.head = writer.head(number, listing);
        this.offsets = writer.contentOffsets(number, listing);
    }

    static UnfinishedVolume begin(Disk disk, Path target, VolumeWriter writer, int number, Listing listing)
            throws IOException, DigestMismatchException {
        Path temporary = target.resolveSibling("." + target.getFileName() + ".part");
        UnfinishedVolume volume = new UnfinishedVolume(disk, temporary, target, writer, number, listing);
        disk.delete(temporary);
        disk.create(temporary).close();
        return volume;
    }

    /** Takes a blob's content straight to its place; for the caller to close. Several blobs may come at once. */
    Place place(Digest digest) throws IOException {
        return new Place(disk.append(temporary), requireNonNull(offsets.get(digest), "not a blob of this volume"));
    }

    /** Where one blob's content goes. */
    static final class Place implements ContentTee, Closeable {
        private final FileChannel channel;
        private final long start;

        Place(FileChannel channel, long start) {
            this.channel = channel;
            this.start = start;
        }

        @Override
        public void take(long position, byte[] bytes, int offset, int length) throws IOException {
            new ChannelOutput(channel, start + position).write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Writes all but the head, and makes it durable.
     *
     * @param content writes a blob, or {@link ChannelOutput#skip skips} it if it is in its place
     */
    void fill(BlobContent content) throws IOException, DigestMismatchException {
        try (FileChannel channel = disk.append(temporary)) {
            writer.writeBlobs(new ChannelOutput(channel, head.length), listing, content);
            disk.sync(channel);
        }
        filled = true;
    }

    /** Whether it has all but its head. */
    boolean isFilled() {
        return filled;
    }

    /** Makes it a volume: when this returns it is there under its name, and its content is durable. */
    void finish() throws IOException {
        if (ended) {
            return;
        }
        try (FileChannel channel = disk.append(temporary)) {
            new ChannelOutput(channel, 0).write(head);
            disk.sync(channel);
        }
        disk.publish(temporary, target);
        ended = true;
    }

    @Override
    public void close() throws IOException {
        if (!ended) {
            ended = true;
            disk.delete(temporary);
        }
    }
}
