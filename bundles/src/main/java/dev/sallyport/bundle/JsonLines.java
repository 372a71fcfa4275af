package dev.sallyport.bundle;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.StrictJson;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** JSON Lines: one object a line, each ended by a line feed, no other white space. */
final class JsonLines {
    static final String MEDIA_TYPE = "application/jsonl";
    static final int MAX_SIZE = 32 << 20;
    private static final int LONGEST_LINE = 64 << 10;

    private JsonLines() {}

    /** Makes a value of one line. */
    interface LineReader<T> {
        T read(JsonReader line) throws SallyportException;
    }

    static <T> byte[] encode(Collection<T> items, Function<? super T, Json> encode) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (T item : items) {
            out.writeBytes(JsonWriter.encode(encode.apply(item)));
            out.write('\n');
        }
        return out.toByteArray();
    }

    static <T> List<T> parse(String what, byte[] content, LineReader<T> reader) throws SallyportException {
        List<T> items = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n') {
                String name = what + ", line " + (items.size() + 1);
                items.add(
                        reader.read(StrictJson.parseObject(name, Arrays.copyOfRange(content, start, i), LONGEST_LINE)));
                start = i + 1;
            }
        }
        if (start != content.length) {
            throw new MalformedJsonException(what, "its last line is not ended");
        }
        return items;
    }
}
