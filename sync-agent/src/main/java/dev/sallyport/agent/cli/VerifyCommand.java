package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.CheckedBundle;
import dev.sallyport.agent.export.CheckedFile;
import dev.sallyport.agent.export.VolumeCheck;
import dev.sallyport.bundle.Statement;
import dev.sallyport.failure.Category;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.FailureReport;
import dev.sallyport.terminal.Progress;
import dev.sallyport.terminal.ProgressMeter;
import dev.sallyport.terminal.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sync-agent verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks the signature and every byte of volumes, and whether a bundle is complete.",
            "Files that are no volumes are named and skipped. Exit code 3 if a volume is bad, 4 if one is missing."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent verify /media/stick --trust factory-7.pub",
            "  sync-agent verify factory-7.000042.v001.tar --trust factory-7.pub --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class VerifyCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "A volume, or a folder of volumes.")
    private List<Path> paths;

    @Option(
            names = "--trust",
            required = true,
            paramLabel = "KEY.pub",
            description = "A public key whose signature counts; may be given several times.")
    private List<Path> trusted;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Mixin
    private OutputOptions output;

    private final Clock clock;

    VerifyCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        VolumeCheck check;
        try (ProgressMeter meter = Terminal.progressMeter(clock)) {
            check = VolumeCheck.ofEverything(KeyFiles.readTrusted(trusted), quiet ? Progress.NONE : meter)
                    .look(paths);
        }
        if (check.files().stream().allMatch(CheckedFile::skipped)) {
            throw new NoVolumesException(paths);
        }
        for (CheckedFile file : check.files()) {
            if (file.skipped()) {
                output.message("skipped, not a volume: " + file.file());
            } else if (file.failure() != null) {
                output.message(FailureReport.text("sync-agent: " + file.file(), file.failure()));
            }
        }
        print(check);
        return exitCode(check);
    }

    private void print(VolumeCheck check) {
        if (output.isJson()) {
            output.println(JsonWriter.encodeToString(new JsonWriter()
                    .putAll(
                            "bundles",
                            check.bundles(),
                            bundle -> BundleJson.bundle(bundle, clock.instant()).toObject())
                    .putAll("files", check.files(), BundleJson::file)
                    .toObject()));
            return;
        }
        for (CheckedFile file : check.files()) {
            if (file.good()) {
                output.println(file.file() + ": good, volume " + file.volume());
            }
        }
        for (CheckedBundle bundle : check.bundles()) {
            output.println(describe(bundle));
        }
    }

    private String describe(CheckedBundle bundle) {
        Statement statement = bundle.verified().statement();
        String signers = bundle.verified().signers().stream()
                .map(signer -> signer.key().id().toString())
                .collect(Collectors.joining(", "));
        String state = bundle.missing().isEmpty()
                ? "complete, " + statement.volumes().size() + " of "
                        + statement.volumes().size() + " volumes"
                : "incomplete, missing volumes "
                        + bundle.missing().stream().map(String::valueOf).collect(Collectors.joining(", ")) + " of "
                        + statement.volumes().size();
        return statement.stream() + " " + statement.sequence() + ": " + state + ", signed by " + signers
                + (statement.base() == null
                        ? ""
                        : "; the rest is taken to be held since sequence "
                                + statement.base().sequence())
                + (BundleJson.isExpired(statement, clock.instant()) ? ", EXPIRED since " + statement.expires() : "");
    }

    private int exitCode(VolumeCheck check) {
        for (CheckedFile file : check.files()) {
            if (file.failure() != null && !file.skipped()) {
                return file.failure().category().exitCode();
            }
        }
        if (check.bundles().stream()
                .anyMatch(bundle -> BundleJson.isExpired(bundle.verified().statement(), clock.instant()))) {
            return Category.REFUSED.exitCode();
        }
        return check.bundles().stream().allMatch(bundle -> bundle.missing().isEmpty())
                ? 0
                : Category.MISSING.exitCode();
    }
}
