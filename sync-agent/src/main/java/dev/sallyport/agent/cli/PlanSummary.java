package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.ImageFailure;
import dev.sallyport.agent.export.PlannedImage;
import dev.sallyport.agent.export.PlannedMedium;
import dev.sallyport.agent.export.PlannedVolume;
import dev.sallyport.agent.export.SavePlan;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RequestKind;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Printable;
import dev.sallyport.terminal.FailureReport;
import dev.sallyport.terminal.Sizes;
import dev.sallyport.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A plan, for people and for programs. */
final class PlanSummary {
    private final SavePlan plan;
    private final RegistryClient client;

    PlanSummary(SavePlan plan, RegistryClient client) {
        this.plan = plan;
        this.client = client;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(images().toString().stripTrailing());
        lines.add("");
        lines.add((plan.unchanged() ? "Nothing changed since " : "Would save ") + plan.stream() + " " + plan.sequence()
                + ": " + plan.blobs() + " blobs, " + Sizes.format(plan.bytes()) + " in all; "
                + Sizes.format(plan.carriedBytes()) + " to carry"
                + (plan.base() == null
                        ? ""
                        : ", the rest taken to be held since sequence "
                                + plan.base().sequence()));
        if (plan.base() == null && plan.spared() > 0) {
            lines.add("If the newest bundle was published, --assume-delivered would spare "
                    + Sizes.format(plan.spared()));
        }
        lines.add(plan.fetchBlobs() + " blobs to fetch, " + Sizes.format(plan.fetchBytes())
                + " at most; the others are in the cache");
        for (PlannedVolume volume : plan.volumes()) {
            lines.add("Volume " + volume.number() + "  " + volume.size() + " bytes"
                    + (volume.written() ? "" : "  (not written)"));
        }
        lines.add("On media: " + plan.media().stream().map(PlanSummary::medium).collect(Collectors.joining(", ")));
        if (!plan.omitted().isEmpty()) {
            lines.add((plan.omitted().content().size() + plan.omitted().images().size())
                    + " items left out on purpose; --json names them");
        }
        lines.addAll(registries());
        plan.gone().forEach(gone -> lines.add("Warning: " + failure(gone)));
        plan.failures().forEach(failed -> lines.add("Cannot be had: " + failure(failed)));
        return lines;
    }

    private Table images() {
        Table table = new Table("IMAGE", "TAG", "PLATFORM", "SIZE", "NEW", "HELD", "WHY");
        for (PlannedImage image : plan.images()) {
            table.row(
                    image.root().repository().upstreamName(),
                    image.root().tag() == null
                            ? "@" + image.root().manifest().digest().hex().substring(0, 12)
                            : image.root().tag(),
                    image.platforms().isEmpty() ? "-" : String.join(",", image.platforms()),
                    Sizes.format(image.size()),
                    Sizes.format(image.fresh()),
                    Sizes.format(image.held()),
                    Printable.clean(image.root().reason()));
        }
        return table;
    }

    private static String medium(PlannedMedium medium) {
        return medium.name() + " " + (medium.volumes() == 0 ? "too small" : Integer.toString(medium.volumes()));
    }

    private List<String> registries() {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(client.requests()).forEach((host, kinds) -> {
            String counts = new TreeMap<>(kinds)
                    .entrySet().stream()
                            .map(kind -> kind.getValue() + " " + text(kind.getKey()))
                            .collect(Collectors.joining(", "));
            lines.add("Requests to " + host + ": " + counts
                    + client.quota(host)
                            .map(quota -> "; " + quota.remaining() + " of " + quota.limit() + " pulls left")
                            .orElse(""));
        });
        return lines;
    }

    private static String text(RequestKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String failure(ImageFailure failure) {
        return Printable.clean(failure.image()) + ": "
                + Printable.clean(failure.cause().getMessage());
    }

    Json.JsonObject json() {
        return new JsonWriter()
                .put("stream", plan.stream().value())
                .put("sequence", plan.sequence())
                .put("unchanged", plan.unchanged())
                .put(
                        "base",
                        plan.base() == null ? Json.NULL : Json.of(plan.base().sequence()))
                .put("blobs", plan.blobs())
                .put("bytes", plan.bytes())
                .put("blobsCarried", plan.carriedBlobs())
                .put("bytesCarried", plan.carriedBytes())
                .put("bytesABaseWouldSpare", plan.spared())
                .put("blobsToFetch", plan.fetchBlobs())
                .put("bytesToFetch", plan.fetchBytes())
                .putAll("images", plan.images(), PlanSummary::image)
                .putAll("volumes", plan.volumes(), PlanSummary::volume)
                .putAll("media", plan.media(), PlanSummary::mediumJson)
                .putAll("registries", List.copyOf(new TreeMap<>(client.requests()).entrySet()), this::registry)
                .putAll("omitted", plan.omitted().content(), BundleJson::omission)
                .putAll("omittedImages", plan.omitted().images(), BundleJson::omittedImage)
                .putAll("missing", plan.gone(), PlanSummary::failureJson)
                .putAll("failures", plan.failures(), PlanSummary::failureJson)
                .toObject();
    }

    private static Json image(PlannedImage image) {
        return new JsonWriter()
                .put("name", image.root().repository().upstreamName())
                .put(
                        "tag",
                        image.root().tag() == null
                                ? Json.NULL
                                : Json.of(image.root().tag().name()))
                .put("digest", image.root().manifest().digest().toString())
                .putAll("platforms", image.platforms(), Json::of)
                .put("referrer", image.root().referrer())
                .put("bytes", image.size())
                .put("bytesNew", image.fresh())
                .put("bytesHeld", image.held())
                .put("why", image.root().reason())
                .toObject();
    }

    private static Json volume(PlannedVolume volume) {
        return new JsonWriter()
                .put("number", volume.number())
                .put("size", volume.size())
                .put("written", volume.written())
                .toObject();
    }

    private static Json mediumJson(PlannedMedium medium) {
        return new JsonWriter()
                .put("medium", medium.name())
                .put("volumes", medium.volumes())
                .toObject();
    }

    private Json registry(Map.Entry<String, Map<RequestKind, Long>> entry) {
        JsonWriter json = new JsonWriter().put("host", entry.getKey());
        new TreeMap<>(entry.getValue()).forEach((kind, count) -> json.put(text(kind), count));
        client.quota(entry.getKey())
                .ifPresent(quota -> json.put("pullLimit", quota.limit()).put("pullsLeft", quota.remaining()));
        return json.toObject();
    }

    private static Json failureJson(ImageFailure failure) {
        return new JsonWriter()
                .put("image", failure.image())
                .put("failure", FailureReport.json(failure.cause()))
                .toObject();
    }
}
