package dev.sallyport.agent.source;

import static java.util.Objects.requireNonNull;

import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** An image layout in a tar archive, read where it is. */
final class LayoutArchive implements LayoutFiles {
    static final String VERSION = "oci-layout";
    static final String INDEX = "index.json";

    private final ArchiveFile archive;
    private final String transport;

    private LayoutArchive(ArchiveFile archive, String transport) {
        this.archive = archive;
        this.transport = transport;
    }

    /**
     * @param archive stays the caller's
     * @param transport what names such an archive on a command line
     */
    static LayoutArchive of(ArchiveFile archive, String transport) throws ArchiveException {
        requireNonNull(transport, "transport is null");
        TarTable table = archive.table();
        if (!isLayout(table)) {
            boolean docker = table.names().contains(DockerArchive.MANIFEST);
            String missing = table.names().contains(VERSION) ? INDEX : VERSION;
            throw new ArchiveException(
                    archive.path(),
                    "it holds no image layout: there is no " + missing + " at its top",
                    docker
                            ? "It is what 'docker save' writes: name it docker-archive:" + archive.path()
                            : "Write the layout's folder from inside: tar -C FOLDER -cf ARCHIVE.tar .");
        }
        return new LayoutArchive(archive, transport);
    }

    static boolean isLayout(TarTable table) {
        return table.names().contains(VERSION) && table.names().contains(INDEX);
    }

    @Override
    public Path path() {
        return archive.path();
    }

    @Override
    public String address() {
        return transport + ':' + archive.realPath();
    }

    @Override
    public byte[] document(String name, int limit) throws IOException, SallyportException {
        TarEntry entry =
                archive.table().find(name).orElseThrow(() -> new ArchiveException(archive.path(), "it has no " + name));
        return archive.read(name, entry, limit);
    }

    @Override
    public InputStream open(Descriptor descriptor, long from) throws SallyportException {
        return open(archive, entry(archive, descriptor.digest()), descriptor, from);
    }

    /** Where a layout has content of this digest. */
    static Optional<TarEntry> entry(ArchiveFile archive, Digest digest) throws ArchiveException {
        return archive.table().find("blobs/" + digest.algorithm().prefix() + '/' + digest.hex());
    }

    static InputStream open(ArchiveFile archive, Optional<TarEntry> entry, Descriptor descriptor, long from)
            throws SallyportException {
        if (entry.isEmpty()) {
            throw LayoutContentMissingException.inArchive(
                    archive.path(),
                    "content " + descriptor.digest(),
                    archive.table().isComplete());
        }
        if (entry.get().size() != descriptor.size()) {
            throw DigestMismatchException.ofSize(
                    descriptor.digest(), descriptor.size(), entry.get().size());
        }
        return archive.open(entry.get(), from);
    }
}
