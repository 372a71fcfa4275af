package dev.sallyport.terminal;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** A failure as people and programs read it. */
public final class FailureReport {
    private FailureReport() {}

    /** The message and, on lines of their own, the details and the remedy. */
    public static String text(String program, SallyportException failure) {
        StringBuilder text = new StringBuilder(program + ": " + Printable.clean(failure.getMessage()));
        failure.details().forEach(detail -> text.append("\n  ").append(Printable.clean(detail)));
        if (!failure.remedy().isEmpty()) {
            text.append("\n  ").append(Printable.clean(failure.remedy()));
        }
        return text.toString();
    }

    /** A failure that is no {@link SallyportException}: of the disk or the network, or one that nobody expected. */
    public static String text(String program, Exception failure) {
        String remedy = remedy(failure);
        return program + ": " + Printable.clean(describe(failure)) + (remedy.isEmpty() ? "" : "\n  " + remedy);
    }

    private static boolean isDiskFull(Exception failure) {
        return failure instanceof IOException
                && String.valueOf(failure.getMessage()).contains("No space left on device");
    }

    private static String remedy(Exception failure) {
        if (isDiskFull(failure)) {
            return "Make room, then run this again; what was done is kept.";
        }
        return failure instanceof IOException ? "" : "Set SALLYPORT_DEBUG=1 and run it again to see where.";
    }

    private static String describe(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (isDiskFull(failure)) {
            return "the disk is full: " + message;
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder: " + message;
        }
        if (failure instanceof FileAlreadyExistsException) {
            return message + " is there already";
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission: " + message;
        }
        if (failure instanceof NotDirectoryException) {
            return "not a folder: " + message;
        }
        if (failure instanceof FileSystemException file) {
            return file.getFile() + ": "
                    + (file.getReason() == null ? file.getClass().getSimpleName() : file.getReason());
        }
        if (failure instanceof IOException) {
            return failure.getMessage() == null ? failure.toString() : message;
        }
        return "unexpected failure: " + failure;
    }

    /** An object with code, category, message, details if there are any, remedy and facts. */
    public static JsonObject json(SallyportException failure) {
        JsonWriter json = new JsonWriter()
                .put("code", failure.code())
                .put("category", failure.category().name())
                .put("message", failure.getMessage());
        if (!failure.details().isEmpty()) {
            json.putAll("details", failure.details(), Json::of);
        }
        return json.put("remedy", failure.remedy())
                .putTexts("facts", failure.facts())
                .toObject();
    }
}
