package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.SaveReport;
import dev.sallyport.agent.export.SavedVolume;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
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
        } else {
            lines.add("Nothing changed since " + bundle + "; "
                    + (written == 0 ? "its volumes are all here" : "its missing volumes were written again"));
        }
        lines.add(count(report.images(), "image") + ", " + count(report.blobs(), "blob") + ", "
                + Sizes.format(report.bytes())
                + (report.kept() == 0 ? "" : "; " + count(report.kept(), "image") + " kept from earlier bundles"));
        lines.add(Sizes.format(report.fetched()) + " fetched, " + Sizes.format(report.reused()) + " reused, in "
                + Sizes.formatSeconds(report.duration().toSeconds()));
        if (!report.omissions().isEmpty()) {
            lines.add(count(report.omissions().size(), "manifest")
                    + " left out on purpose; sync-agent inspect names them");
        }
        for (SavedVolume volume : report.volumes()) {
            lines.add(volume.file() + "  " + Sizes.format(volume.size()) + (volume.written() ? "" : "  was here"));
        }
        lines.add(next(report));
        return lines;
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
                .put("images", report.images())
                .put("imagesKept", report.kept())
                .put("blobs", report.blobs())
                .put("bytes", report.bytes())
                .put("bytesFetched", report.fetched())
                .put("bytesReused", report.reused())
                .put("volumesTotal", report.statement().volumes().size())
                .putAll("volumes", report.volumes(), SaveSummary::volume)
                .putAll("roots", report.roots(), BundleJson::root)
                .putAll("omitted", report.omissions(), BundleJson::omission)
                .put("millis", report.duration().toMillis())
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
