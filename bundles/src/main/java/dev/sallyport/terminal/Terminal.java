package dev.sallyport.terminal;

import java.io.Console;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.time.Clock;

/** What this process's standard streams are connected to. */
public final class Terminal {
    private Terminal() {}

    /** Whether a person looks at standard error: then a line may be written over. */
    @SuppressWarnings("SystemConsoleNull") // Java 22 and newer are asked below.
    public static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since Java 22 there is a console without a terminal too, and this method to tell.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** A meter on standard error. */
    public static ProgressMeter progressMeter(Clock clock) {
        PrintStream err = System.err;
        return new ProgressMeter(err, isInteractive(), clock);
    }
}
