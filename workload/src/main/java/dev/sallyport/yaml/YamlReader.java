package dev.sallyport.yaml;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads the documents of a file. Any number of threads may use one.
 *
 * <p>YAML 1.2 with aliases and merge keys; no tag ever makes an object. Every limit is checked before anything is built
 * from what would break it.
 *
 * @see <a href="https://yaml.org/spec/1.2.2/">YAML 1.2</a>
 * @see <a href="https://yaml.org/type/merge.html">merge keys</a>
 */
public final class YamlReader {
    private final YamlLimits limits;
    private final RepeatedKeys repeatedKeys;

    public YamlReader(YamlLimits limits, RepeatedKeys repeatedKeys) {
        this.limits = requireNonNull(limits, "limits is null");
        this.repeatedKeys = requireNonNull(repeatedKeys, "repeatedKeys is null");
    }

    /**
     * Reads every document of {@code content}; an empty document is a null scalar, a file without any gives none.
     *
     * @param file what places are to call it; with {@code .json} at its end it is read as JSON, one value after another
     * @throws MalformedDocumentException if it is not UTF-8, not YAML or JSON, or over a limit
     */
    public List<Yaml> read(String file, byte[] content) throws MalformedDocumentException {
        if (content.length > limits.bytes()) {
            throw new MalformedDocumentException(
                    new Place(file, 1, 1),
                    "it has " + content.length + " bytes, more than the " + limits.bytes() + " allowed");
        }
        String text = decode(file, content);
        ValueCount count = new ValueCount(limits);
        return file.endsWith(".json")
                ? new JsonTree(file, count, repeatedKeys).read(text)
                : new YamlTree(file, count, repeatedKeys).read(text);
    }

    private static String decode(String file, byte[] content) throws MalformedDocumentException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new MalformedDocumentException(new Place(file, 1, 1), "it is not valid UTF-8");
        }
    }
}
