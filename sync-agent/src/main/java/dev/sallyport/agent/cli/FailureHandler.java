package dev.sallyport.agent.cli;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Printable;
import dev.sallyport.terminal.FailureReport;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what failed and what to do, and turns it into an exit code. A stack trace is shown only to who asks for it. */
final class FailureHandler implements IExecutionExceptionHandler {
    private static final String PROGRAM = "sync-agent";
    private static final String DISK_FULL = "No space left on device";

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        if (System.getenv("SALLYPORT_DEBUG") != null) {
            failure.printStackTrace(commandLine.getErr());
        }
        if (failure instanceof SallyportException expected) {
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
        commandLine.getErr().println(PROGRAM + ": " + Printable.clean(describe(failure)));
        return Category.FAILED.exitCode();
    }

    private static String describe(Exception failure) {
        if (String.valueOf(failure.getMessage()).contains(DISK_FULL)) {
            return "the disk is full: " + failure.getMessage()
                    + "\n  Make room, then run this again; what was fetched and written is kept.";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder: " + failure.getMessage();
        }
        if (failure instanceof FileAlreadyExistsException) {
            return failure.getMessage() + " is there already";
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission: " + failure.getMessage();
        }
        if (failure instanceof NotDirectoryException) {
            return "not a folder: " + failure.getMessage();
        }
        if (failure instanceof FileSystemException file) {
            return file.getFile() + ": "
                    + (file.getReason() == null ? file.getClass().getSimpleName() : file.getReason());
        }
        if (failure instanceof IOException) {
            return failure.getMessage() == null ? failure.toString() : failure.getMessage();
        }
        return "unexpected failure: " + failure + "\n  Set SALLYPORT_DEBUG=1 and run it again to see where.";
    }
}
