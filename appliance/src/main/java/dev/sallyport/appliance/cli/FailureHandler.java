package dev.sallyport.appliance.cli;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Printable;
import dev.sallyport.terminal.FailureReport;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
        commandLine.getErr().println(PROGRAM + ": " + Printable.clean(describe(failure)));
        return Category.FAILED.exitCode();
    }

    private static String describe(Exception failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder: " + failure.getMessage();
        }
        if (failure instanceof FileSystemException file) {
            return file.getFile() + ": "
                    + (file.getReason() == null ? file.getClass().getSimpleName() : file.getReason());
        }
        if (failure instanceof IOException) {
            return String.valueOf(failure.getMessage());
        }
        return "unexpected failure: " + failure + "\n  Set SALLYPORT_DEBUG=1 and run it again to see where.";
    }
}
