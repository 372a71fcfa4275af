package dev.sallyport.appliance.cli;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.terminal.FailureReport;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what failed and what to do, and turns it into an exit code. A stack trace is shown only to who asks for it. */
final class FailureHandler implements IExecutionExceptionHandler {
    private static final String PROGRAM = "appliance";

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        if (System.getenv("SALLYPORT_DEBUG") != null) {
            failure.printStackTrace(commandLine.getErr());
        }
        if (failure instanceof SallyportException expected) {
            commandLine.getErr().println(FailureReport.text(PROGRAM, expected));
            return expected.category().exitCode();
        }
        commandLine.getErr().println(FailureReport.text(PROGRAM, failure));
        return Category.FAILED.exitCode();
    }
}
