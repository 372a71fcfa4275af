package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ImageReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.terminal.Sizes;
import dev.sallyport.terminal.Table;
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
        JsonReader answer = server.connect().get(ApiPaths.IMAGES);
        if (output.printIfJson(answer.object())) {
            return 0;
        }
        Table table = new Table("REPOSITORY", "TAG", "DIGEST", "PLATFORMS", "SIZE", "STREAM");
        for (JsonReader entry : answer.objects("images")) {
            ImageReport report = ImageReport.read(entry);
            table.row(
                    report.repository(),
                    report.tag().isEmpty() ? "-" : report.tag(),
                    report.digest(),
                    report.platforms().isEmpty() ? "-" : String.join(",", report.platforms()),
                    Sizes.format(report.size()),
                    report.stream() + "@" + report.sequence());
        }
        output.println(table);
        return 0;
    }
}
