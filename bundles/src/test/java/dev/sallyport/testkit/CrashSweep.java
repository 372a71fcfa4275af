package dev.sallyport.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Stops a scenario at every disk operation it does, in every way a power cut can leave the files, and has it checked what
 * happens after a restart.
 */
public final class CrashSweep {
    private CrashSweep() {}

    /** Something that writes to a directory through a disk. */
    public interface Scenario {
        /** Makes what is there before; nothing of it fails. */
        default void prepare(Path directory) throws Exception {}

        /** Does it all. When the disk stops it may throw anything. */
        void run(Path directory, RecordingDisk disk) throws Exception;

        /** Called after the power cut: looks at what is there, does it again, and asserts that the result is the undisturbed one. */
        void restart(Path directory) throws Exception;
    }

    /** An operation at which a scenario was stopped, and how. */
    public record Point(PowerCut cut, int number, String operation) {}

    /**
     * Runs {@code scenario} once for every operation and every power cut, each in a directory of its own under
     * {@code workspace}, until a run is not stopped any more; then that run's result is checked too.
     *
     * @return the points at which it was stopped
     */
    public static List<Point> run(Path workspace, Scenario scenario) throws Exception {
        List<Point> points = new ArrayList<>();
        for (PowerCut cut : PowerCut.values()) {
            int number = 1;
            while (stop(workspace, scenario, cut, number, points)) {
                number++;
            }
        }
        return points;
    }

    /**
     * Runs {@code scenario} once for every operation, which fails while those after it work: a bad sector, a disk that was full for a
     * moment. The scenario is told to go on ({@link Scenario#restart}) with the disk that works again.
     *
     * @return the operations that failed
     */
    public static List<String> runFailures(Path workspace, Scenario scenario) throws Exception {
        List<String> failures = new ArrayList<>();
        for (int number = 1; ; number++) {
            Path directory = Files.createDirectory(workspace.resolve("failure-" + number));
            scenario.prepare(directory);
            RecordingDisk disk = new RecordingDisk().failAt(number);
            try {
                scenario.run(directory, disk);
            } catch (Exception | AssertionError e) {
                if (!disk.failed()) {
                    throw e;
                }
            }
            String last = disk.failed() ? disk.operations().get(number - 1) : "the end";
            try {
                scenario.restart(directory);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("Not recovered from the failure of operation " + number + ", " + last, e);
            }
            delete(directory);
            if (!disk.failed()) {
                return failures;
            }
            failures.add(last);
        }
    }

    private static boolean stop(Path workspace, Scenario scenario, PowerCut cut, int number, List<Point> points)
            throws Exception {
        Path directory = Files.createDirectory(workspace.resolve(cut + "-" + number));
        scenario.prepare(directory);
        RecordingDisk disk = new RecordingDisk().stopAt(number);
        try {
            scenario.run(directory, disk);
        } catch (Exception | AssertionError e) {
            if (!disk.stopped()) {
                throw e;
            }
        }
        boolean stopped = disk.stopped();
        List<String> operations = disk.operations();
        String last = stopped ? operations.get(operations.size() - 1) : "the end";
        disk.cutPower(cut);
        try {
            scenario.restart(directory);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "Not recovered from " + cut + " at operation " + number + ", " + last + ", after " + operations, e);
        }
        if (stopped) {
            points.add(new Point(cut, number, last));
        }
        delete(directory);
        return stopped;
    }

    private static void delete(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
