package dev.sallyport.terminal;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Printable;

/** A failure as people and programs read it. */
public final class FailureReport {
    private FailureReport() {}

    /** The message and, on a line of its own, the remedy. */
    public static String text(String program, SallyportException failure) {
        String message = program + ": " + Printable.clean(failure.getMessage());
        return failure.remedy().isEmpty() ? message : message + "\n  " + Printable.clean(failure.remedy());
    }

    /** An object with code, category, message, remedy and facts. */
    public static JsonObject json(SallyportException failure) {
        return new JsonWriter()
                .put("code", failure.code())
                .put("category", failure.category().name())
                .put("message", failure.getMessage())
                .put("remedy", failure.remedy())
                .putTexts("facts", failure.facts())
                .toObject();
    }
}
