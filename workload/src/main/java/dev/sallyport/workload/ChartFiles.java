package dev.sallyport.workload;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a chart that say which images it names, and the charts inside it; from a folder or a {@code .tgz}.
 *
 * @param label what places in it are called
 * @param files {@code Chart.yaml}, {@code values.yaml} and {@code requirements.yaml}, those that are there
 * @param charts what lies in its {@code charts} folder, by file or folder name
 */
record ChartFiles(String label, Map<String, byte[]> files, Map<String, ChartFiles> charts) {
    static final List<String> WANTED = List.of("Chart.yaml", "values.yaml", "requirements.yaml");

    private static final int DEPTH = 16;
    private static final int MOST_CHARTS = 500;

    ChartFiles {
        files = Map.copyOf(files);
        charts = new TreeMap<>(charts);
    }

    static ChartFiles read(InputFiles input, Path chart) throws IOException, WorkloadFileException {
        Path whole = input.resolve(chart);
        ChartBudget budget = new ChartBudget();
        return Files.isDirectory(whole)
                ? folder(input, whole, budget, 0)
                : archive(input.label(whole), input.read(whole, ChartBudget.ARCHIVE), budget, 0);
    }

    private static ChartFiles folder(InputFiles input, Path folder, ChartBudget budget, int depth)
            throws IOException, WorkloadFileException {
        String label = input.label(folder);
        enter(label, budget, depth);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : WANTED) {
            if (Files.isRegularFile(folder.resolve(name))) {
                byte[] content = input.read(folder.resolve(name), ChartBudget.FILE);
                budget.expanded(label, content.length);
                files.put(name, content);
            }
        }
        Map<String, ChartFiles> charts = new LinkedHashMap<>();
        Path inside = folder.resolve("charts");
        if (Files.isDirectory(inside)) {
            for (Path entry : sorted(inside, label, budget)) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry) && Files.isRegularFile(entry.resolve("Chart.yaml"))) {
                    charts.put(name, folder(input, entry, budget, depth + 1));
                } else if (name.endsWith(".tgz") && Files.isRegularFile(entry)) {
                    byte[] archive = input.read(entry, ChartBudget.ARCHIVE);
                    charts.put(name, archive(input.label(entry), archive, budget, depth + 1));
                }
            }
        }
        return new ChartFiles(label, files, charts);
    }

    private static List<Path> sorted(Path folder, String label, ChartBudget budget)
            throws IOException, WorkloadFileException {
        List<Path> sorted = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                budget.entry(label);
                sorted.add(entry);
            }
        }
        sorted.sort(Comparator.comparing(Path::toString));
        return sorted;
    }

    private static ChartFiles archive(String label, byte[] archive, ChartBudget budget, int depth)
            throws WorkloadFileException {
        enter(label, budget, depth);
        Map<String, byte[]> entries = ChartArchive.read(label, archive, budget);
        // The one folder at the top has the chart's name, and every entry lies in it.
        return tree(label, "", entries, budget, depth);
    }

    private static ChartFiles tree(
            String label, String prefix, Map<String, byte[]> entries, ChartBudget budget, int depth)
            throws WorkloadFileException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        Map<String, ChartFiles> charts = new LinkedHashMap<>();
        for (String name : WANTED) {
            if (entries.containsKey(prefix + name)) {
                files.put(name, entries.get(prefix + name));
            }
        }
        String inside = prefix + "charts/";
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            if (entry.getKey().startsWith(inside)) {
                String rest = entry.getKey().substring(inside.length());
                int slash = rest.indexOf('/');
                String shown = label + '/' + inside + rest;
                if (slash < 0 && rest.endsWith(".tgz")) {
                    charts.put(rest, archive(shown, entry.getValue(), budget, depth + 1));
                } else if (slash > 0 && rest.substring(slash + 1).equals("Chart.yaml")) {
                    enter(shown, budget, depth + 1);
                    charts.put(
                            rest.substring(0, slash),
                            tree(label, inside + rest.substring(0, slash + 1), entries, budget, depth + 1));
                }
            }
        }
        String whole = prefix.isEmpty() ? label : label + '/' + prefix.substring(0, prefix.length() - 1);
        return new ChartFiles(whole, files, charts);
    }

    private static void enter(String label, ChartBudget budget, int depth) throws WorkloadFileException {
        if (depth > DEPTH) {
            throw new WorkloadFileException(label, "charts lie in charts more than " + DEPTH + " deep");
        }
        if (budget.chart() > MOST_CHARTS) {
            throw new WorkloadFileException(label, "the chart has more than " + MOST_CHARTS + " charts in it");
        }
    }
}
