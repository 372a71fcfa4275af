package dev.sallyport.e2e;

import java.util.ArrayList;
import java.util.List;

/** What each client did with each way of asking: a table for people, beside the assertions. */
final class ClientMatrix {
    private static final int LONGEST = 400;

    private final List<List<String>> rows = new ArrayList<>();

    ClientMatrix() {
        rows.add(List.of("CLIENT", "WAY OF ASKING", "RESULT"));
    }

    synchronized void add(String client, String way, String result) {
        String line = result.strip().replaceAll("\\s+", " ");
        rows.add(List.of(client, way, line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line));
    }

    /** The last line that a failed command wrote: what a person reads first. */
    void addFailure(String client, String way, ToolRun run) {
        String[] lines = (run.out() + "\n" + run.err()).strip().split("\n", -1);
        add(client, way, "exit " + run.exit() + ": " + lines[lines.length - 1]);
    }

    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            text.append("%-28s  %-44s  %s%n".formatted(row.get(0), row.get(1), row.get(2)));
        }
        return text.toString();
    }
}
