package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.ImageFailure;
import dev.sallyport.agent.export.SaveReport;
import dev.sallyport.agent.export.SavedVolume;
import dev.sallyport.bundle.Position;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Printable;
import dev.sallyport.terminal.FailureReport;
import dev.sallyport.terminal.Sizes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a save did, for people and for programs. */
final class SaveSummary {
    private SaveSummary() {}

    static List<String> lines(SaveReport report) {
        List<String> lines = new ArrayList<>();
        String bundle = report.statement().stream() + " " + report.statement().sequence();
        long written = report.volumes().stream().filter(SavedVolume::written).count();
        if (report.fresh()) {
            lines.add("Saved " + bundle + ": " + report.statement().digest());
        } else if (report.idle()) {
            lines.add("Nothing changed since " + bundle + "; nothing was written");
        } else {
            lines.add("Nothing changed since " + bundle + "; "
                    + (written == 0 ? "its volumes are all here" : "its missing volumes were written again"));
        }
        lines.add(count(report.images(), "image") + ", " + count(report.blobs(), "blob") + ", "
                + Sizes.format(report.bytes())
                + (report.kept() == 0 ? "" : "; " + count(report.kept(), "image") + " kept from earlier bundles"));
        lines.add(Sizes.format(report.fetched()) + " fetched, " + Sizes.format(report.reused()) + " reused, in "
                + Sizes.formatSeconds(report.duration().toSeconds()));
        lines.addAll(base(report));
        if (!report.omitted().content().isEmpty()) {
            lines.add(count(report.omitted().content().size(), "manifest")
                    + " left out on purpose; sync-agent inspect names them");
        }
        for (ImageFailure gone : report.gone()) {
            boolean left = report.omitted().images().stream()
                    .anyMatch(omitted -> gone.image().equals(omitted.image().toString()));
            lines.add("Warning: " + Printable.clean(gone.image())
                    + (left ? " is left out: " : " is kept as it was carried last: ")
                    + Printable.clean(gone.cause().getMessage()));
        }
        for (SavedVolume volume : report.volumes()) {
            lines.add(volume.file() + "  " + Sizes.format(volume.size()) + (volume.written() ? "" : "  was here"));
        }
        if (!report.volumes().isEmpty()) {
            lines.add(next(report));
        }
        return lines;
    }

    private static List<String> base(SaveReport report) {
        Position base = report.statement().base();
        if (base != null) {
            return List.of(Sizes.format(report.carried()) + " carried, "
                    + Sizes.format(report.bytes() - report.carried()) + " taken to be held since sequence "
                    + base.sequence());
        }
        return report.fresh() && report.spared() > 0
                ? List.of("Carries everything; if the bundle before was published, --base "
                        + before(report) + " would have spared "
                        + Sizes.format(report.spared()))
                : List.of();
    }

    private static String before(SaveReport report) {
        Position previous = report.statement().previous();
        return previous == null ? "SEQ" : Long.toString(previous.sequence());
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String next(SaveReport report) {
        int all = report.statement().volumes().size();
        String what = all == 1 ? "the volume" : "all " + all + " volumes";
        Path first = report.volumes().get(0).file();
        return "Next: carry " + what + " to the appliance, and there: appliance import "
                + (all == 1 ? first.getFileName() : "FOLDER");
    }

    static Json.JsonObject json(SaveReport report) {
        return BundleJson.statement(report.statement())
                .put("new", report.fresh())
                .put(
                        "base",
                        report.statement().base() == null
                                ? Json.NULL
                                : Json.of(report.statement().base().sequence()))
                .put("images", report.images())
                .put("imagesKept", report.kept())
                .put("blobs", report.blobs())
                .put("bytes", report.bytes())
                .put("bytesCarried", report.carried())
                .put("bytesABaseWouldSpare", report.spared())
                .put("bytesFetched", report.fetched())
                .put("bytesReused", report.reused())
                .put("volumesTotal", report.statement().volumes().size())
                .putAll("volumes", report.volumes(), SaveSummary::volume)
                .putAll("roots", report.roots(), BundleJson::root)
                .putAll("omitted", report.omitted().content(), BundleJson::omission)
                .putAll("omittedImages", report.omitted().images(), BundleJson::omittedImage)
                .putAll("missing", report.gone(), SaveSummary::missing)
                .put("millis", report.duration().toMillis())
                .toObject();
    }

    private static Json missing(ImageFailure failure) {
        return new JsonWriter()
                .put("image", failure.image())
                .put("failure", FailureReport.json(failure.cause()))
                .toObject();
    }

    private static Json volume(SavedVolume volume) {
        return new JsonWriter()
                .put("number", volume.number())
                .put("file", volume.file().toString())
                .put("size", volume.size())
                .put("written", volume.written())
                .toObject();
    }
}
