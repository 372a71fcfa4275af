package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ImageReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.Sizes;
import dev.sallyport.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code appliance images}. */
@Command(name = "images", mixinStandardHelpOptions = true, description = "Lists the images that clients can pull.")
final class ImagesCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        List<JsonReader> images = fetch(server.connect());
        if (output.isJson()) {
            output.println(JsonWriter.encodeToString(new JsonWriter()
                    .putAll("images", images, JsonReader::object)
                    .toObject()));
            return 0;
        }
        Table table = new Table("REPOSITORY", "TAG", "DIGEST", "PLATFORMS", "SIZE", "STREAM");
        for (JsonReader entry : images) {
            ImageReport report = ImageReport.read(entry);
            table.row(
                    report.repository(),
                    report.tag().isEmpty() ? "-" : report.tag(),
                    report.digest(),
                    report.platforms().isEmpty() ? "-" : String.join(",", report.platforms()),
                    Sizes.format(report.size()),
                    report.stream().isEmpty() ? "(local)" : report.stream() + "@" + report.sequence());
        }
        output.println(table);
        return 0;
    }

    private static List<JsonReader> fetch(ApiClient client) throws Exception {
        List<JsonReader> images = new ArrayList<>();
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            JsonReader page = client.get(ApiPaths.imagesAfter(next.get()));
            images.addAll(page.objects("images"));
            next = page.optionalText("next");
        }
        return images;
    }
}
