package dev.sallyport.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What to run: a program with its arguments, and what its environment has beyond a machine's own.
 *
 * @param arguments the program first: a path, or a name that {@link Requirements} finds
 */
record Command(List<String> arguments, Map<String, String> environment) {
    Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    static Command of(Object... arguments) {
        return new Command(List.of(), Map.of()).with(arguments);
    }

    /** This command with {@code more} arguments; a list among them stands for its elements. */
    Command with(Object... more) {
        List<String> all = new ArrayList<>(arguments);
        for (Object argument : more) {
            if (argument instanceof Iterable<?> several && !(argument instanceof java.nio.file.Path)) {
                several.forEach(one -> all.add(one.toString()));
            } else {
                all.add(argument.toString());
            }
        }
        return new Command(all, environment);
    }

    Command env(String name, Object value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(name, value.toString());
        return new Command(arguments, all);
    }

    /** The program's name, without its folder. */
    String name() {
        String program = arguments.get(0);
        return program.substring(program.lastIndexOf('/') + 1);
    }
}
