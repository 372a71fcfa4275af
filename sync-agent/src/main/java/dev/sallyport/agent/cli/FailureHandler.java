package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.ImageFailure;
import dev.sallyport.agent.export.IncompleteException;
import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Printable;
import dev.sallyport.terminal.FailureReport;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what failed and what to do, and turns it into an exit code. A stack trace is shown only to who asks for it. */
final class FailureHandler implements IExecutionExceptionHandler {
    private static final String PROGRAM = "sync-agent";

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        if (System.getenv("SALLYPORT_DEBUG") != null) {
            failure.printStackTrace(commandLine.getErr());
        }
        if (failure instanceof SallyportException expected) {
            if (expected instanceof IncompleteException incomplete) {
                for (ImageFailure image : incomplete.failures()) {
                    commandLine
                            .getErr()
                            .println(
                                    FailureReport.text(PROGRAM + ": " + Printable.clean(image.image()), image.cause()));
                }
            }
            commandLine.getErr().println(FailureReport.text(PROGRAM, expected));
            if (commandLine.getParseResult().hasMatchedOption("--json")) {
                commandLine
                        .getOut()
                        .println(JsonWriter.encodeToString(new JsonWriter()
                                .put("failure", FailureReport.json(expected))
                                .toObject()));
            }
            return expected.category().exitCode();
        }
        commandLine.getErr().println(FailureReport.text(PROGRAM, failure));
        return Category.FAILED.exitCode();
    }
}
