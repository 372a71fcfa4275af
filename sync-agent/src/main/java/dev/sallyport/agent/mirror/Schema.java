package dev.sallyport.agent.mirror;

import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The schema of the mirror file, as it is published: what it says is what is checked. */
final class Schema {
    /** The resource beside this class, and the file in the documentation. */
    static final String NAME = "mirror.schema.json";

    private static final int LARGEST = 1 << 20;

    /** Read when it is first asked for: most commands never do. */
    private static final class MirrorFileSchema {
        static final Schema INSTANCE = load();
    }

    private final SchemaRule root;

    private Schema(SchemaRule root) {
        this.root = root;
    }

    /** The schema of the mirror file. */
    static Schema ofMirrorFile() {
        return MirrorFileSchema.INSTANCE;
    }

    private static Schema load() {
        try (InputStream in = Schema.class.getResourceAsStream(NAME)) {
            if (in == null) {
                throw new IllegalStateException("The program lacks its " + NAME);
            }
            return of(in.readNBytes(LARGEST + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a schema. */
    static Schema of(byte[] document) throws MalformedJsonException {
        JsonReader json = StrictJson.parseObject(NAME, document, LARGEST);
        return new Schema(SchemaRule.compile(json));
    }

    /** Everything that is wrong with {@code document}, in its order; bounded. */
    List<Problem> check(YamlNode document) {
        List<Problem> problems = new ArrayList<>();
        new SchemaCheck(problems).check(document, root, "");
        return problems;
    }
}
