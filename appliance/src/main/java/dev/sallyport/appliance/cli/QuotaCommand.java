package dev.sallyport.appliance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code appliance quota}: how much people may push. */
@Command(
        name = "quota",
        mixinStandardHelpOptions = true,
        description = "Limits how many bytes people may push into the repositories under a prefix.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  appliance quota set team/ 50GB",
            "  appliance quota set '*' 2TB",
            "  appliance quota list",
            "  appliance quota rm team/"
        },
        subcommands = {QuotaSetCommand.class, QuotaListCommand.class, QuotaRemoveCommand.class})
final class QuotaCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: set, list or rm");
    }
}
