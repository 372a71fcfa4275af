package dev.sallyport.appliance.resolution;

/** Which rule said what a reference names. */
public enum TagRule {
    EXACT("a tag of that name"),
    ALIAS("an alias"),
    DERIVED("a derived tag"),
    DIGEST("its digest"),
    SHORT_DIGEST("the beginning of its digest");

    private final String text;

    TagRule(String text) {
        this.text = text;
    }

    /** The rule, for people. */
    public String text() {
        return text;
    }
}
