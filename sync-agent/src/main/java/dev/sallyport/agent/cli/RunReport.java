package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.ImageFailure;
import dev.sallyport.agent.export.IncompleteException;
import dev.sallyport.agent.export.SaveReport;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Printable;
import dev.sallyport.terminal.FailureReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one run of {@code watch} came to, for people, for programs, and as the test report that CI systems read. */
final class RunReport {
    private final @Nullable SaveReport saved;
    private final @Nullable Exception failure;
    private final Instant start;
    private final Instant end;
    private final List<String> messages;

    private RunReport(
            @Nullable SaveReport saved,
            @Nullable Exception failure,
            Instant start,
            Instant end,
            List<String> messages) {
        this.saved = saved;
        this.failure = failure;
        this.start = start;
        this.end = end;
        this.messages = List.copyOf(messages);
    }

    static RunReport of(SaveReport saved, Instant start, Instant end, List<String> messages) {
        return new RunReport(saved, null, start, end, messages);
    }

    static RunReport of(Exception failure, Instant start, Instant end, List<String> messages) {
        return new RunReport(null, failure, start, end, messages);
    }

    int exitCode() {
        if (failure == null) {
            return 0;
        }
        return failure instanceof SallyportException expected
                ? expected.category().exitCode()
                : Category.FAILED.exitCode();
    }

    private String outcome() {
        if (saved == null) {
            return "failed";
        }
        return saved.fresh() ? "saved" : "unchanged";
    }

    List<String> lines() {
        return saved == null ? List.of() : SaveSummary.lines(saved);
    }

    List<String> failureLines() {
        List<String> lines = new ArrayList<>();
        for (ImageFailure image : failures()) {
            lines.add(FailureReport.text("sync-agent: " + Printable.clean(image.image()), image.cause()));
        }
        if (failure instanceof SallyportException expected) {
            lines.add(FailureReport.text("sync-agent", expected));
        } else if (failure != null) {
            lines.add(FailureReport.text("sync-agent", failure));
        }
        return lines;
    }

    private List<ImageFailure> failures() {
        return failure instanceof IncompleteException incomplete ? incomplete.failures() : List.of();
    }

    String json() {
        JsonWriter json = new JsonWriter()
                .put("outcome", outcome())
                .put("exitCode", exitCode())
                .put("started", start.toString())
                .put("ended", end.toString())
                .putAll("messages", messages, Json::of);
        if (saved != null) {
            json.put("save", SaveSummary.json(saved));
        }
        if (failure instanceof SallyportException expected) {
            json.put("failure", FailureReport.json(expected));
            json.putAll("failures", failures(), RunReport::failureJson);
        } else if (failure != null) {
            json.put(
                    "failure",
                    new JsonWriter().put("message", failure.toString()).toObject());
        }
        return JsonWriter.encodeToString(json.toObject()) + "\n";
    }

    private static Json failureJson(ImageFailure failure) {
        return new JsonWriter()
                .put("image", failure.image())
                .put("failure", FailureReport.json(failure.cause()))
                .toObject();
    }

    /** A test case for each image; what failed as a whole is one of its own. */
    String junit() {
        List<String> cases = new ArrayList<>();
        int failed = 0;
        if (saved != null) {
            for (BundleRoot root : saved.roots()) {
                cases.add("  <testcase classname=\"image\" name=\"" + escape(root.name()) + "\"/>\n");
            }
        }
        for (ImageFailure image : failures()) {
            failed++;
            cases.add(failedCase(image.image(), image.cause()));
        }
        if (failure != null && failures().isEmpty()) {
            failed++;
            cases.add(failedCase("run", failure));
        }
        String seconds = Double.toString(Duration.between(start, end).toMillis() / 1000.0);
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"sync-agent\" tests=\"" + cases.size()
                + "\" failures=\"" + failed + "\" errors=\"0\" skipped=\"0\" timestamp=\"" + start + "\" time=\""
                + seconds + "\">\n" + String.join("", cases) + "</testsuite>\n";
    }

    private static String failedCase(String name, Exception cause) {
        String message = String.valueOf(cause.getMessage());
        String remedy = cause instanceof SallyportException expected ? expected.remedy() : "";
        return "  <testcase classname=\"image\" name=\"" + escape(name) + "\"><failure message=\"" + escape(message)
                + "\">" + escape(remedy) + "</failure></testcase>\n";
    }

    private static String escape(String text) {
        return Printable.clean(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
