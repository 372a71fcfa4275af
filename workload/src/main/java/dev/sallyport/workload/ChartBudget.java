package dev.sallyport.workload;

/** Counts what a chart and all charts inside it take. */
final class ChartBudget {
    /** The most bytes a packed chart may have. */
    static final int ARCHIVE = 32 << 20;

    /** The most bytes one of the files may have that are read. */
    static final int FILE = 8 << 20;

    private static final long EXPANDED = 256L << 20;
    private static final int ENTRIES = 50_000;

    private long expanded;
    private int entries;
    private int charts;

    void expanded(String label, long more) throws WorkloadFileException {
        expanded += more;
        if (expanded > EXPANDED) {
            throw new WorkloadFileException(label, "the chart expands to more than " + EXPANDED + " bytes");
        }
    }

    void entry(String label) throws WorkloadFileException {
        if (++entries > ENTRIES) {
            throw new WorkloadFileException(label, "the chart has more than " + ENTRIES + " entries");
        }
    }

    int chart() {
        return ++charts;
    }
}
