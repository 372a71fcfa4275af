package dev.sallyport.appliance.api;

import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;

/**
 * How the appliance is.
 *
 * @param started when the server started
 * @param freeBytes how much room is left where the data folder is
 * @param trustedKeys how many keys count, revoked ones left out
 * @param unfinishedImports imports that are neither published nor refused nor superseded
 * @param journalRecords how many records the journal has
 * @param notices what somebody should know, one sentence each
 */
public record ServerStatus(
        String version,
        String started,
        String data,
        String address,
        long freeBytes,
        int trustedKeys,
        int unfinishedImports,
        long journalRecords,
        List<Stream> streams,
        List<String> notices) {
    public ServerStatus {
        streams = List.copyOf(streams);
        notices = List.copyOf(notices);
    }

    /**
     * A stream: what it serves and the highest sequence ever published, below which nothing is accepted any more.
     *
     * @param tags how many tags it serves now
     */
    public record Stream(String name, long currentSequence, long highestSequence, long tags) {}

    /** As JSON. */
    public JsonObject toJson() {
        return new JsonWriter()
                .put("version", version)
                .put("started", started)
                .put("data", data)
                .put("address", address)
                .put("freeBytes", freeBytes)
                .put("trustedKeys", trustedKeys)
                .put("unfinishedImports", unfinishedImports)
                .put("journalRecords", journalRecords)
                .putAll(
                        "streams",
                        streams,
                        stream -> new JsonWriter()
                                .put("name", stream.name())
                                .put("currentSequence", stream.currentSequence())
                                .put("highestSequence", stream.highestSequence())
                                .put("tags", stream.tags())
                                .toObject())
                .putAll("notices", notices, dev.sallyport.oci.Json::of)
                .toObject();
    }

    /** Reads an answer. */
    public static ServerStatus read(JsonReader json) throws MalformedJsonException {
        List<Stream> streams = new ArrayList<>();
        for (JsonReader stream : json.objects("streams")) {
            streams.add(new Stream(
                    stream.text("name"),
                    stream.size("currentSequence"),
                    stream.size("highestSequence"),
                    stream.size("tags")));
        }
        return new ServerStatus(
                json.text("version"),
                json.text("started"),
                json.text("data"),
                json.text("address"),
                json.size("freeBytes"),
                (int) json.size("trustedKeys"),
                (int) json.size("unfinishedImports"),
                json.size("journalRecords"),
                streams,
                json.texts("notices"));
    }
}
