package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.ApiPaths;
import dev.sallyport.appliance.api.ServerStatus;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.terminal.Sizes;
import dev.sallyport.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code appliance status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows whether the server runs, what it serves, and what somebody should know.",
        footer = {"", "Example:", "  appliance status --data /var/lib/sallyport"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        JsonReader answer = server.connect().get(ApiPaths.STATUS);
        if (output.printIfJson(answer.object())) {
            return 0;
        }
        ServerStatus status = ServerStatus.read(answer);
        output.println(
                "appliance " + status.version() + " at " + status.address() + ", running since " + status.started());
        output.println("data      " + status.data() + ", " + Sizes.format(status.freeBytes()) + " free");
        output.println("trust     " + status.trustedKeys() + " keys");
        output.println("journal   " + status.journalRecords() + " records");
        output.println("imports   " + status.unfinishedImports() + " unfinished");
        if (!status.streams().isEmpty()) {
            Table table = new Table("STREAM", "SEQUENCE", "HIGHEST", "TAGS");
            status.streams()
                    .forEach(stream -> table.row(
                            stream.name(), stream.currentSequence(), stream.highestSequence(), stream.tags()));
            output.println("");
            output.println(table);
        }
        status.notices().forEach(notice -> output.println("notice: " + notice));
        return 0;
    }
}
