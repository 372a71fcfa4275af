package dev.sallyport.workload;

/** How an image was found in a workload: how sure it is that the workload runs it. */
public enum How {
    /** Named where the format wants an image. */
    DECLARED("declared"),
    /** Named by what a chart's templates make of its values. */
    RENDERED("rendered"),
    /** Looks like an image in a chart's values; whether a template uses it is not known. */
    VALUES("from values"),
    /** Listed by the chart's maker in an annotation. */
    ANNOTATION("annotated"),
    /** Found at a path that the user configured. */
    CUSTOM_PATH("at a configured path");

    private final String text;

    How(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }
}
