package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ImportReport;
import dev.sallyport.appliance.api.WantedEntries;
import dev.sallyport.bundle.VolumeFilter;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.JsonReader;
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
        return post("standard input", -1, 0, out -> copy(volume, out, "standard input", 0));
    }

    /** Sends what the server lacks of one volume. */
    ImportReport send(Path volume) throws IOException, SallyportException {
        ByteArrayOutputStream documents = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(volume)) {
            new VolumeFilter(in).copyDocuments(documents);
        }
        JsonReader answer = client.post(target(), ApiPaths.VOLUME_TYPE, documents.toByteArray());
        ImportReport report = ImportReport.read(answer);
        int number = (int) answer.size("volume");
        if (isEnded(report)) {
            return report;
        }
        WantedEntries wanted = WantedEntries.read(client.get(ApiPaths.wanted(report.id(), number)));
        if (wanted.wanted().isEmpty()) {
            return report;
        }
        try (InputStream in = Files.newInputStream(volume)) {
            String name = String.valueOf(volume.getFileName());
            return wanted.isWholeVolume() ? sendWhole(in, name, Files.size(volume)) : sendWanted(in, name, wanted);
        }
    }

    private static boolean isEnded(ImportReport report) {
        return switch (report.state()) {
            case "PUBLISHED", "REFUSED", "SUPERSEDED" -> true;
            default -> false;
        };
    }

    private ImportReport sendWhole(InputStream in, String name, long size) throws IOException, SallyportException {
        return post(name, size, size, out -> copy(in, out, name, size));
    }

    private ImportReport sendWanted(InputStream in, String name, WantedEntries wanted)
            throws IOException, SallyportException {
        Set<Digest> digests = new HashSet<>(wanted.wanted());
        return post(
                name, -1, 0, out -> new VolumeFilter(in).copy(new CountingOutputStream(out, name), digests::contains));
    }

    private ImportReport post(String name, long length, long total, ApiClient.Body body)
            throws IOException, SallyportException {
        progress.advance(name, 0, total);
        return ImportReport.read(client.post(target(), ApiPaths.VOLUME_TYPE, length, body));
    }

    private String target() {
        return ApiPaths.VOLUMES + (hold ? "?hold=true" : "");
    }

    private void copy(InputStream in, OutputStream out, String name, long total) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long done = 0;
        for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
            done += count;
            progress.advance(name, done, total);
        }
    }

    /** Tells the progress of what is written through it. */
    private final class CountingOutputStream extends OutputStream {
        private final OutputStream out;
        private final String name;
        private long done;

        CountingOutputStream(OutputStream out, String name) {
            this.out = out;
            this.name = name;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            done += length;
            progress.advance(name, done, 0);
        }
    }
}
