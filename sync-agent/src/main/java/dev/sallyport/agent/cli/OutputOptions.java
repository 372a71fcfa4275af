package dev.sallyport.agent.cli;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a command prints its data: for people, or as JSON. Data goes to standard output, everything else to standard error. */
final class OutputOptions {
    @Spec(Target.MIXEE)
    private CommandSpec mixee;

    @Option(names = "--json", description = "Print data as JSON.")
    private boolean json;

    /** Whether data is wanted as JSON. */
    boolean isJson() {
        return json;
    }

    /** Prints {@code data} if JSON is wanted; says whether it did. */
    boolean printIfJson(Json data) {
        if (json) {
            println(JsonWriter.encodeToString(data));
        }
        return json;
    }

    /** Prints a line of data. */
    void println(Object line) {
        PrintWriter out = mixee.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /** Prints a message. */
    void message(String line) {
        PrintWriter err = mixee.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
