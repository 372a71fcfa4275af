package dev.sallyport.yaml;

/** Counts what a file's documents hold and refuses what goes over a limit. */
final class ValueCount {
    private final YamlLimits limits;
    private long values;
    private int documents;
    private int depth;

    ValueCount(YamlLimits limits) {
        this.limits = limits;
    }

    long values() {
        return values;
    }

    /** Counts {@code more} values at {@code place}. */
    void add(long more, Place place) throws MalformedDocumentException {
        values += more;
        if (values > limits.values()) {
            throw new MalformedDocumentException(
                    place, "it has more than " + limits.values() + " values, counting what aliases repeat");
        }
    }

    void document(Place place) throws MalformedDocumentException {
        documents++;
        if (documents > limits.documents()) {
            throw new MalformedDocumentException(place, "it has more than " + limits.documents() + " documents");
        }
    }

    void enter(Place place) throws MalformedDocumentException {
        depth++;
        if (depth > limits.depth()) {
            throw new MalformedDocumentException(
                    place, "mappings and sequences nest more than " + limits.depth() + " deep");
        }
    }

    void leave() {
        depth--;
    }
}
