package dev.sallyport.workload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a packed chart, a gzipped tar, into memory: the few files that are wanted, without the folder at the top. Names never
 * become paths; one that tries to leave its folder is refused all the same.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html">ustar and pax</a>
 */
final class ChartArchive {
    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 4096;

    private final String label;
    private final ChartBudget budget;
    private final InputStream in;
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private @Nullable String longName;
    private long paxSize = -1;

    private ChartArchive(String label, ChartBudget budget, InputStream in) {
        this.label = label;
        this.budget = budget;
        this.in = in;
    }

    static Map<String, byte[]> read(String label, byte[] archive, ChartBudget budget) throws WorkloadFileException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(archive))) {
            ChartArchive reader = new ChartArchive(label, budget, in);
            while (reader.entry()) {
                // Each call reads one.
            }
            return reader.entries;
        } catch (IOException e) {
            throw new WorkloadFileException(label, "it is no packed chart, a gzipped tar, or it is cut off");
        }
    }

    private boolean entry() throws IOException, WorkloadFileException {
        byte[] header = in.readNBytes(BLOCK);
        if (header.length == 0 || isZero(header)) {
            return false;
        }
        if (header.length < BLOCK || !hasChecksum(header)) {
            throw new WorkloadFileException(label, "it is no packed chart: an entry's header is damaged");
        }
        budget.entry(label);
        long size = paxSize >= 0 ? paxSize : octal(header, 124, 12);
        budget.expanded(label, BLOCK + size);
        char type = (char) header[156];
        switch (type) {
            case 'x' -> pax(content(size, LONGEST_NAME * 4));
            case 'L' -> longName = text(content(size, LONGEST_NAME), 0, LONGEST_NAME);
            case 'g', 'K' -> content(size, LONGEST_NAME * 16);
            default -> file(name(header), type, size);
        }
        return true;
    }

    private void file(String name, char type, long size) throws IOException, WorkloadFileException {
        longName = null;
        paxSize = -1;
        boolean isFile = type == '0' || type == '\0';
        String inside = inside(name);
        if (isFile && isWanted(inside)) {
            entries.put(inside, content(size, inside.endsWith(".tgz") ? ChartBudget.ARCHIVE : ChartBudget.FILE));
        } else {
            // Other kinds have no content, whatever their size says.
            skip(isFile ? size : type == '5' || type == '1' || type == '2' ? 0 : size);
        }
    }

    private String inside(String name) throws WorkloadFileException {
        String plain = name.startsWith("./") ? name.substring(2) : name;
        boolean leaves = plain.startsWith("/") || ("/" + plain + "/").contains("/../") || plain.indexOf('\\') >= 0;
        if (leaves || plain.indexOf('\0') >= 0) {
            throw new WorkloadFileException(label, "an entry's name leaves the chart: " + name);
        }
        return plain.substring(plain.indexOf('/') + 1);
    }

    // In the chart and in the charts of its charts folder, at any depth.
    private static boolean isWanted(String inside) {
        String rest = inside;
        while (rest.startsWith("charts/")) {
            rest = rest.substring("charts/".length());
            int slash = rest.indexOf('/');
            if (slash < 0) {
                return rest.endsWith(".tgz");
            }
            rest = rest.substring(slash + 1);
        }
        return ChartFiles.WANTED.contains(rest);
    }

    private String name(byte[] header) {
        if (longName != null) {
            return longName;
        }
        String prefix = header[257] == 'u' ? text(header, 345, 155) : "";
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + '/' + name;
    }

    // Records are LENGTH KEY=VALUE and a line end.
    private void pax(byte[] records) throws WorkloadFileException {
        int at = 0;
        while (at < records.length) {
            String rest = new String(records, at, records.length - at, StandardCharsets.UTF_8);
            int space = rest.indexOf(' ');
            int length =
                    space > 0 && space < 6 && rest.substring(0, space).chars().allMatch(c -> c >= '0' && c <= '9')
                            ? Integer.parseInt(rest.substring(0, space))
                            : 0;
            if (length <= space + 1 || length > records.length - at) {
                throw new WorkloadFileException(label, "an entry's extended header is damaged");
            }
            String record = new String(records, at + space + 1, length - space - 2, StandardCharsets.UTF_8);
            if (record.startsWith("path=")) {
                longName = record.substring("path=".length());
            } else if (record.matches("size=[0-9]{1,18}")) {
                paxSize = Long.parseLong(record.substring("size=".length()));
            }
            at += length;
        }
    }

    private byte[] content(long size, int limit) throws IOException, WorkloadFileException {
        if (size > limit) {
            throw new WorkloadFileException(label, "one of its files has " + size + " bytes, more than " + limit);
        }
        byte[] content = in.readNBytes((int) size);
        if (content.length < size) {
            throw new WorkloadFileException(label, "it is cut off");
        }
        in.skipNBytes(padding(size));
        return content;
    }

    private void skip(long size) throws IOException {
        in.skipNBytes(size + padding(size));
    }

    private static long padding(long size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    private long octal(byte[] header, int from, int length) throws WorkloadFileException {
        String digits = text(header, from, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw new WorkloadFileException(label, "an entry's size is no number");
        }
        return Long.parseLong(digits, 8);
    }

    private static boolean hasChecksum(byte[] header) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xFF;
        }
        String stored = text(header, 148, 8).strip();
        return stored.matches("[0-7]{1,7}") && Integer.parseInt(stored, 8) == sum;
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < Math.min(from + length, bytes.length) && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
