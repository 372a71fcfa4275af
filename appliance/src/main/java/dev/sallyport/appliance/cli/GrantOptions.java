package dev.sallyport.appliance.cli;

import dev.sallyport.appliance.api.GrantReport;
import picocli.CommandLine.Option;

/** A role and where it is held. */
final class GrantOptions {
    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description = {
                "pull: read; push: read, write and delete; admin: everything; auditor: read what the API says, the"
                        + " journal included."
            })
    private String role = "";

    @Option(
            names = "--repositories",
            paramLabel = "PATTERN",
            description =
                    "Where, for pull and push: repository names with '*' for part of a component and '**' for any path, separated"
                            + " by commas. Default: everywhere.")
    private String repositories = "**";

    GrantReport grant() {
        return new GrantReport(role, repositories);
    }
}
