package dev.sallyport.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A channel that tells its {@link RecordingDisk} what is written and synced. */
final class RecordedChannel extends FileChannel {
    private static final int CHUNK = 64 << 10;

    private final RecordingDisk disk;
    private final FileChannel channel;
    private final RecordingDisk.Inode inode;
    private final Path file;

    RecordedChannel(RecordingDisk disk, FileChannel channel, RecordingDisk.Inode inode, Path file) {
        this.disk = disk;
        this.channel = channel;
        this.inode = inode;
        this.file = file;
    }

    private interface Write {
        int write(ByteBuffer source) throws IOException;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return record(source, channel::write);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return record(source, part -> channel.write(part, position));
    }

    private int record(ByteBuffer source, Write write) throws IOException {
        disk.begin("write", file);
        int room = disk.takeRoom(source.remaining());
        if (room == 0 && source.hasRemaining()) {
            throw new IOException("No space left on device");
        }
        ByteBuffer part = source.slice().limit(room);
        int count = write.write(part);
        source.position(source.position() + count);
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            while (sources[i].hasRemaining()) {
                total += write(sources[i]);
            }
        }
        return total;
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        long total = 0;
        while (total < count) {
            buffer.clear().limit((int) Math.min(CHUNK, count - total));
            if (source.read(buffer) <= 0) {
                break;
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                total += write(buffer, position + total);
            }
        }
        return total;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        disk.begin("truncate", file);
        channel.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        disk.begin("sync", file);
        disk.synced(inode, channel);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        if (mode != MapMode.READ_ONLY) {
            throw new UnsupportedOperationException("Writes through a mapping cannot be recorded");
        }
        return channel.map(mode, position, size);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return channel.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return channel.read(target, position);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return channel.transferTo(position, count, target);
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        channel.position(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return channel.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return channel.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        channel.close();
    }
}
