package dev.sallyport.appliance.resolution;

/** Which rule said what repository a name means. */
public enum NameRule {
    AS_IS("the name says its host"),
    LOCAL("a local repository"),
    ALIAS("an alias"),
    DEFAULT_REGISTRY("under the default registry"),
    NAMESPACE("under the host that ns says");

    private final String text;

    NameRule(String text) {
        this.text = text;
    }

    /** The rule, for people. */
    public String text() {
        return text;
    }
}
