package dev.sallyport.appliance.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.store.DatabaseRows;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.testkit.CrashSweep;
import dev.sallyport.testkit.FileTree;
import dev.sallyport.testkit.PowerCut;
import dev.sallyport.testkit.RecordingDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Steps that an appliance does while its disk fails. A step need not be one change: between its beginning and its end anything may be
 * readable that was so at either, and all must be that was so at both. What was acknowledged stays so, and doing again what was not
 * acknowledged ends in what an undisturbed run gives: every row, every blob, and no upload left.
 */
public final class FaultSweep implements CrashSweep.Scenario {
    private final Path prepared;
    private final List<Step> steps;
    private final Step check;
    private final boolean again;
    private final List<Seen> states = new ArrayList<>();
    private int acknowledged;

    /** Something to do, or to look at. */
    public interface Step {
        void run(TestAppliance appliance) throws Exception;
    }

    private FaultSweep(Path prepared, List<Step> steps, Step check, boolean again) {
        this.prepared = prepared;
        this.steps = steps;
        this.check = check;
        this.again = again;
    }

    /**
     * Cuts the power at every operation, in every way; then lets each fail once, and does again in the same process what that broke off.
     *
     * @param prepared an appliance's folder, which is copied
     * @param check what must hold after every restart, and in the end
     * @return the operations at which the power was cut
     */
    public static List<String> run(Path workspace, Path prepared, List<Step> steps, Step check) throws Exception {
        FaultSweep cuts = new FaultSweep(prepared, steps, check, false);
        cuts.runUndisturbed(workspace.resolve("undisturbed"));
        List<String> operations = CrashSweep.run(Files.createDirectory(workspace.resolve("cuts")), cuts).stream()
                .map(CrashSweep.Point::operation)
                .distinct()
                .toList();
        cuts.fail(workspace);
        return operations;
    }

    /** As {@link #run}, without the power cuts. */
    public static void runFailures(Path workspace, Path prepared, List<Step> steps, Step check) throws Exception {
        FaultSweep sweep = new FaultSweep(prepared, steps, check, true);
        sweep.runUndisturbed(workspace.resolve("undisturbed"));
        sweep.fail(workspace);
    }

    private void fail(Path workspace) throws Exception {
        FaultSweep failures = new FaultSweep(prepared, steps, check, true);
        failures.states.addAll(states);
        assertThat(CrashSweep.runFailures(Files.createDirectory(workspace.resolve("failures")), failures))
                .hasSizeGreaterThan(steps.size());
    }

    /** What there is: what each repository gives out, with the digest of its bytes; all rows; all blobs; all uploads. */
    private record Seen(Set<String> readable, Map<String, List<String>> rows, List<Digest> blobs, int uploads) {
        static Seen of(TestAppliance appliance) throws Exception {
            Map<String, List<String>> rows = new TreeMap<>(DatabaseRows.of(appliance.store()));
            // What is done again is written again.
            rows.remove("applied");
            rows.remove("tag_history");
            Set<String> readable = new TreeSet<>();
            for (String link : rows.get("link")) {
                String[] columns = link.split(" \\| ", -1);
                Optional<Digest> held = content(appliance, Digest.parse(columns[1]));
                held.ifPresent(digest -> readable.add(columns[0] + ' ' + columns[1] + " is " + digest));
            }
            List<Digest> blobs = appliance.blobs().stream()
                    .sorted(Comparator.comparing(Digest::toString))
                    .toList();
            return new Seen(
                    readable, rows, blobs, appliance.store().content().uploads().size());
        }

        void assertSame(Seen found) {
            assertThat(found.readable()).isEqualTo(readable);
            rows.forEach((table, wanted) ->
                    assertThat(found.rows().get(table)).as(table).isEqualTo(wanted));
            assertThat(found.blobs()).isEqualTo(blobs);
            assertThat(found.uploads()).isEqualTo(uploads);
        }

        private static Optional<Digest> content(TestAppliance appliance, Digest digest) throws IOException {
            Optional<StoredBlob> found = appliance.store().content().open(digest);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (StoredBlob blob = found.get();
                    InputStream in = blob.read(0, blob.size())) {
                return Optional.of(Digest.sha256(in.readAllBytes()));
            }
        }
    }

    private void runUndisturbed(Path directory) throws Exception {
        FileTree.copy(prepared, directory);
        try (TestAppliance appliance = new TestAppliance(directory)) {
            states.add(Seen.of(appliance));
            for (Step step : steps) {
                step.run(appliance);
                states.add(Seen.of(appliance));
            }
            check.run(appliance);
        }
    }

    @Override
    public void prepare(Path directory) throws Exception {
        FileTree.copy(prepared, directory);
    }

    @Override
    public void run(Path directory, RecordingDisk disk) throws Exception {
        acknowledged = 0;
        try (TestAppliance appliance = new TestAppliance(directory, disk)) {
            for (Step step : steps) {
                boolean before = disk.failed();
                try {
                    step.run(appliance);
                } catch (IOException | SallyportException e) {
                    if (!again || before) {
                        throw e;
                    }
                    assertBetween(Seen.of(appliance));
                    step.run(appliance);
                }
                acknowledged++;
            }
        }
    }

    @Override
    public void restart(Path directory) throws Exception {
        // The directory's name says how it was stopped, and where; every third time the database is gone as well.
        String name = directory.getFileName().toString();
        int dash = name.lastIndexOf('-');
        int cut = again ? 0 : List.of(PowerCut.values()).indexOf(PowerCut.valueOf(name.substring(0, dash)));
        if ((cut + Integer.parseInt(name.substring(dash + 1))) % 3 == 0) {
            Files.deleteIfExists(directory.resolve("database/meta.mv.db"));
        }
        try (TestAppliance appliance = new TestAppliance(directory)) {
            assertBetween(Seen.of(appliance));
            check.run(appliance);
            // The last one again in any case: what it only tidies up need not outlive a power cut.
            for (Step step : steps.subList(Math.min(acknowledged, steps.size() - 1), steps.size())) {
                step.run(appliance);
            }
            states.get(steps.size()).assertSame(Seen.of(appliance));
            check.run(appliance);
        }
    }

    private void assertBetween(Seen found) {
        Set<String> before = states.get(acknowledged).readable();
        Set<String> after = states.get(Math.min(acknowledged + 1, steps.size())).readable();
        assertThat(found.readable())
                .containsAll(before.stream().filter(after::contains).collect(Collectors.toSet()));
        Set<String> either = new TreeSet<>(before);
        either.addAll(after);
        assertThat(either).containsAll(found.readable());
    }
}
