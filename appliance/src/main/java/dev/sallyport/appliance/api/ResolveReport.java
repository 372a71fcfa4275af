package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reference means here, and why.
 *
 * @param found whether it is here, for the platform that was asked for
 * @param nameRule which rule said what repository the name means
 * @param tagRule which rule said what the tag or digest names; empty if nothing did
 * @param tag the tag that answers; empty if a digest does
 * @param platformDigest of the manifest for the platform that was asked for; empty if none was, or it is not here
 * @param stream whose tag it is; empty for a local one
 * @param others tags that did not answer
 * @param message why it is not here; empty if it is
 */
public record ResolveReport(
        String asked,
        boolean found,
        String repository,
        String nameRule,
        String tagRule,
        String tag,
        String digest,
        String mediaType,
        List<String> platforms,
        String platformDigest,
        String stream,
        long sequence,
        List<Other> others,
        String message) {
    public ResolveReport {
        platforms = List.copyOf(platforms);
        others = List.copyOf(others);
    }

    /** A tag that did not answer, and why. */
    public record Other(String tag, String why) {}

    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("asked", asked)
                .put("found", found)
                .put("repository", repository)
                .put("nameRule", nameRule)
                .put("tagRule", tagRule)
                .put("tag", tag)
                .put("digest", digest)
                .put("mediaType", mediaType)
                .putAll("platforms", platforms, Json::of)
                .put("platformDigest", platformDigest)
                .put("stream", stream)
                .put("sequence", sequence)
                .putAll(
                        "others",
                        others,
                        other -> new JsonWriter()
                                .put("tag", other.tag())
                                .put("why", other.why())
                                .toObject())
                .put("message", message)
                .toObject();
    }

    /** Reads an answer. */
    public static ResolveReport read(JsonReader json) throws MalformedJsonException {
        List<Other> others = new ArrayList<>();
        for (JsonReader other : json.objects("others")) {
            others.add(new Other(other.text("tag"), other.text("why")));
        }
        return new ResolveReport(
                json.text("asked"),
                json.flag("found"),
                json.text("repository"),
                json.text("nameRule"),
                json.text("tagRule"),
                json.text("tag"),
                json.text("digest"),
                json.text("mediaType"),
                json.texts("platforms"),
                json.text("platformDigest"),
                json.text("stream"),
                json.size("sequence"),
                others,
                json.text("message"));
    }
}
