package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ImportReport;
import dev.sallyport.failure.Category;

/** Says how an import stands, and with which exit code a command ends that leaves it so. */
final class ImportOutcome {
    private ImportOutcome() {}

    static int exitCode(ImportReport report) {
        return switch (report.state()) {
            case "PUBLISHED", "STAGED" -> 0;
            case "REFUSED", "SUPERSEDED" -> Category.REFUSED.exitCode();
            default -> Category.MISSING.exitCode();
        };
    }

    static String describe(ImportReport report) {
        String name = report.stream() + " " + report.sequence();
        String outcome = switch (report.state()) {
            case "PUBLISHED" -> report.reason().isEmpty() ? "is published" : report.reason();
            case "STAGED" -> "is complete and held: appliance publish " + report.id();
            case "REFUSED" -> "is refused: " + report.reason();
            case "SUPERSEDED" -> "is superseded: " + report.reason();
            default -> "waits: " + report.reason();
        };
        return name + " " + outcome + (report.remedy().isEmpty() ? "" : "\n  " + report.remedy());
    }
}
