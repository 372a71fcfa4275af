package dev.sallyport.appliance.cli;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.api.ClientFilesRequest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code appliance clients}: what container clients need to be told, and what they would be answered. */
@Command(
        name = "clients",
        mixinStandardHelpOptions = true,
        description = "Configures container clients for this appliance, and checks what they would be answered.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  appliance clients containerd --host appliance.example:5000 --output containerd",
            "  appliance clients check compose.yaml"
        },
        subcommands = ClientsCheckCommand.class)
final class ClientsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Adds a command for each client. */
    static void addClients(CommandLine program) {
        CommandLine clients = requireNonNull(program.getSubcommands().get("clients"));
        for (String client : ClientFilesRequest.CLIENTS) {
            CommandLine command = new CommandLine(new ClientFilesCommand(client));
            command.getCommandSpec()
                    .usageMessage()
                    .description(
                            "Writes the files that make " + client + " ask this appliance, and a README.md for them.");
            clients.addSubcommand(client, command);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: check, or one of " + String.join(", ", ClientFilesRequest.CLIENTS));
    }
}
