package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ImportReport;
import dev.sallyport.appliance.api.WantedEntries;
import dev.sallyport.bundle.VolumeFilter;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.terminal.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Streams volumes to the server. Of a file the documents go first; the server says which blobs it lacks, and only those are read
 * from the medium and sent.
 */
final class VolumeSender {
    private static final int BUFFER = 1 << 20;

    private final ApiClient client;
    private final boolean hold;
    private final Progress progress;

    VolumeSender(ApiClient client, boolean hold, Progress progress) {
        this.client = client;
        this.hold = hold;
        this.progress = progress;
    }

    /** Sends one volume that can be read only once. */
    ImportReport sendStream(InputStream volume) throws IOException, SallyportException {
        return post(out -> {
            CountingOutputStream counted = new CountingOutputStream(out, "standard input", 0);
            byte[] buffer = new byte[BUFFER];
            for (int count = volume.read(buffer); count > 0; count = volume.read(buffer)) {
                counted.write(buffer, 0, count);
            }
        });
    }

    /** Sends what the server lacks of one volume. */
    ImportReport send(Path volume) throws IOException, SallyportException {
        ByteArrayOutputStream documents = new ByteArrayOutputStream();
        int number;
        try (InputStream in = Files.newInputStream(volume)) {
            number = new VolumeFilter(in).copyDocuments(documents);
        }
        ImportReport report = ImportReport.read(client.post(target(), ApiPaths.VOLUME_TYPE, documents.toByteArray()));
        if (isEnded(report)) {
            return report;
        }
        WantedEntries wanted = WantedEntries.read(client.get(ApiPaths.wanted(report.id(), number)));
        if (wanted.entries().isEmpty()) {
            return report;
        }
        try (InputStream in = Files.newInputStream(volume)) {
            return sendWanted(in, String.valueOf(volume.getFileName()), wanted);
        }
    }

    private static boolean isEnded(ImportReport report) {
        return switch (report.state()) {
            // Of one that is published, what was damaged since is wanted.
            case "REFUSED", "SUPERSEDED" -> true;
            default -> false;
        };
    }

    private ImportReport sendWanted(InputStream in, String name, WantedEntries wanted)
            throws IOException, SallyportException {
        Set<Digest> digests = new HashSet<>();
        wanted.entries().forEach(entry -> digests.add(entry.digest()));
        return post(out -> {
            VolumeFilter filter = new VolumeFilter(in);
            filter.copy(new CountingOutputStream(out, name, wanted.bytes()), digests::contains);
        });
    }

    private ImportReport post(ApiClient.Body body) throws IOException, SallyportException {
        return ImportReport.read(client.post(target(), ApiPaths.VOLUME_TYPE, body));
    }

    private String target() {
        return ApiPaths.VOLUMES + (hold ? "?hold=true" : "");
    }

    /** Tells the progress of what is written through it. */
    private final class CountingOutputStream extends OutputStream {
        private final OutputStream out;
        private final String name;
        private final long total;
        private long done;

        CountingOutputStream(OutputStream out, String name, long total) {
            this.out = out;
            this.name = name;
            this.total = total;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            done += length;
            progress.advance(name, done, total);
        }
    }
}
