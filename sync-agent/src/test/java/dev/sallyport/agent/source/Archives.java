package dev.sallyport.agent.source;

import com.github.luben.zstd.Zstd;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.testkit.Layers;
import dev.sallyport.testkit.RawEntry;
import dev.sallyport.testkit.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes tar archives, right and wrong ones. */
final class Archives {
    private static final int END = 1024;
    private static final int LONGEST_NAME = 100;

    private Archives() {}

    /** A tar archive with its end. */
    static byte[] tar(List<RawEntry> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entries.forEach(entry -> out.writeBytes(entry.bytes()));
        out.writeBytes(new byte[END]);
        return out.toByteArray();
    }

    static byte[] tar(RawEntry... entries) {
        return tar(List.of(entries));
    }

    static RawEntry file(String name, String content) {
        return new RawEntry(name, content.getBytes(StandardCharsets.UTF_8));
    }

    static RawEntry link(char type, String name, String target) {
        return new RawEntry(name, new byte[0]).type(type).link(target);
    }

    static Path write(Path file, byte[] content) throws IOException {
        return Files.write(file, content);
    }

    static byte[] gzip(byte[] content) {
        return Layers.gzip(content);
    }

    static byte[] zstd(byte[] content) {
        return Zstd.compress(content);
    }

    /** The layout in {@code folder} as {@code tar -C folder -cf … .} writes it. */
    static byte[] ofFolder(Path folder) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = "./" + folder.relativize(file);
                if (Files.isRegularFile(file)) {
                    if (name.length() > LONGEST_NAME) {
                        out.writeBytes(
                                RawEntry.pax(RawEntry.paxRecord("path", name)).bytes());
                    }
                    out.writeBytes(new RawEntry(name, Files.readAllBytes(file)).bytes());
                } else {
                    out.writeBytes(
                            new RawEntry(name + "/", new byte[0]).type('5').bytes());
                }
            }
        }
        out.writeBytes(new byte[END]);
        return out.toByteArray();
    }

    /** An archive of a layout with these roots by name. */
    static byte[] layout(TestImages images, Path empty, Map<String, Descriptor> roots) throws IOException {
        images.writeLayout(empty, roots);
        return ofFolder(empty);
    }
}
