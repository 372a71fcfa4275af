package dev.sallyport.yaml;

/**
 * What a file may have at most.
 *
 * @param bytes the whole file
 * @param depth mappings and sequences inside each other
 * @param values in all documents, keys included, with every alias counted as what it names
 * @param documents in a file
 */
public record YamlLimits(int bytes, int depth, int values, int documents) {
    /** Enough for the largest sets of manifests that are handed out as one file. */
    public static final YamlLimits USUAL = new YamlLimits(16 << 20, 100, 1_000_000, 10_000);

    public YamlLimits {
        if (bytes < 1 || depth < 1 || values < 1 || documents < 1) {
            throw new IllegalArgumentException("A limit is below 1");
        }
    }
}
