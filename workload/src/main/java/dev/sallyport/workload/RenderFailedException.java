package dev.sallyport.workload;

/** Helm did not render a chart; the chart's values are looked at alone then, and this is said. */
final class RenderFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param why half a sentence, safe to show */
    RenderFailedException(String why) {
        super(why);
    }
}
