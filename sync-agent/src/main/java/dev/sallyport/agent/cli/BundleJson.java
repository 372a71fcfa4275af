package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.CheckedBundle;
import dev.sallyport.agent.export.CheckedFile;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.bundle.OmittedImage;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.bundle.Statement;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.terminal.FailureReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Bundles and files as JSON, the same in every command. */
final class BundleJson {
    private BundleJson() {}

    static JsonWriter statement(Statement statement) {
        return new JsonWriter()
                .put("stream", statement.stream().value())
                .put("sequence", statement.sequence())
                .put("statement", statement.digest().toString())
                .put("created", statement.created().toString())
                .put("expires", text(statement.expires()))
                .put("creator", statement.creator())
                .putTexts("aliases", statement.aliases());
    }

    private static Json text(@Nullable Instant time) {
        return time == null ? Json.NULL : Json.of(time.toString());
    }

    static JsonWriter bundle(CheckedBundle bundle, Instant now) {
        Statement statement = bundle.verified().statement();
        return statement(statement)
                .put("verified", !bundle.verified().signers().isEmpty())
                .put("expired", isExpired(statement, now))
                .putAll(
                        "signers",
                        bundle.verified().signers(),
                        key -> Json.of(key.key().id().toString()))
                .put("base", position(statement.base()))
                .put("previous", position(statement.previous()))
                .put("volumes", statement.volumes().size())
                .putAll("present", bundle.volumes().keySet(), number -> Json.of((long) number))
                .putAll("missing", bundle.missing(), number -> Json.of((long) number));
    }

    static Json position(@Nullable Position position) {
        return position == null
                ? Json.NULL
                : new JsonWriter()
                        .put("sequence", position.sequence())
                        .put("statement", position.digest().toString())
                        .toObject();
    }

    static boolean isExpired(Statement statement, Instant now) {
        return statement.expires() != null && !now.isBefore(statement.expires());
    }

    static Json file(CheckedFile file) {
        JsonWriter json = new JsonWriter()
                .put("file", file.file().toString())
                .put("result", file.skipped() ? "skipped" : file.good() ? "good" : "failed");
        if (file.volume() > 0) {
            json.put("volume", file.volume());
        }
        if (file.failure() != null && !file.skipped()) {
            json.put("failure", FailureReport.json(file.failure()));
        }
        return json.toObject();
    }

    static Json root(BundleRoot root) {
        return new JsonWriter()
                .put("name", root.name())
                .put("digest", root.manifest().digest().toString())
                .put("kind", kind(root))
                .putAll("platforms", root.platforms(), Json::of)
                .put("source", root.source())
                .put("reason", root.reason())
                .toObject();
    }

    static String kind(BundleRoot root) {
        if (root.referrer()) {
            return "referrer";
        }
        return MediaTypes.isIndex(root.manifest().mediaType()) ? "index" : "manifest";
    }

    static Json omittedImage(OmittedImage omitted) {
        return new JsonWriter()
                .put("image", omitted.image().toString())
                .put("reason", omitted.reason())
                .toObject();
    }

    static Json prerequisite(Prerequisite held) {
        return new JsonWriter()
                .put("digest", held.digest().toString())
                .put("size", held.size())
                .toObject();
    }

    static Json omission(Omission omission) {
        return new JsonWriter()
                .put("parent", omission.parent().toString())
                .put("digest", omission.child().digest().toString())
                .put("platform", omission.child().platformText())
                .put("reason", omission.reason())
                .toObject();
    }
}
