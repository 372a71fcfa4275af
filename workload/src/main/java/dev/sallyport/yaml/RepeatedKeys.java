package dev.sallyport.yaml;

/** What a key that stands twice in one mapping means. */
public enum RepeatedKeys {
    /** The file is refused, as YAML says. */
    REFUSED,
    /** The last one counts, as for the programs that read charts. */
    LAST_COUNTS
}
