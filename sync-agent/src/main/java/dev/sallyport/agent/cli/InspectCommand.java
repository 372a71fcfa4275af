package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.CheckedBundle;
import dev.sallyport.agent.export.CheckedFile;
import dev.sallyport.agent.export.VolumeCheck;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Omission;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.OmittedImage;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Prerequisite;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.VolumeSummary;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.terminal.FailureReport;
import dev.sallyport.terminal.Sizes;
import dev.sallyport.terminal.Table;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sync-agent inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what volumes say of their bundle: statement, images, volumes, what was left out.",
            "Without --trust nobody's signature is checked: what is shown is what the file claims. Blobs are not read; verify does that."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent inspect /media/stick --trust factory-7.pub",
            "  sync-agent inspect factory-7.000042.v001.tar --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class InspectCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "A volume, or a folder of volumes.")
    private List<Path> paths;

    @Option(
            names = "--trust",
            paramLabel = "KEY.pub",
            description = "A public key whose signature counts; may be given several times.")
    private @Nullable List<Path> trusted;

    @Mixin
    private OutputOptions output;

    private final Clock clock;

    InspectCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws Exception {
        VolumeCheck check = (trusted == null
                        ? VolumeCheck.withoutTrust()
                        : VolumeCheck.ofDocuments(KeyFiles.readTrusted(trusted)))
                .look(paths);
        if (check.files().stream().allMatch(CheckedFile::skipped)) {
            throw new NoVolumesException(paths);
        }
        int exitCode = 0;
        for (CheckedFile file : check.files()) {
            if (file.skipped()) {
                output.message("skipped, not a volume: " + file.file());
            } else if (file.failure() != null) {
                output.message(FailureReport.text("sync-agent: " + file.file(), file.failure()));
                exitCode = Math.max(exitCode, file.failure().category().exitCode());
            }
        }
        if (output.isJson()) {
            List<Json> bundles = new ArrayList<>();
            for (CheckedBundle bundle : check.bundles()) {
                bundles.add(json(bundle));
            }
            output.println(JsonWriter.encodeToString(new JsonWriter()
                    .putAll("bundles", bundles, json -> json)
                    .putAll("files", check.files(), BundleJson::file)
                    .toObject()));
        } else {
            for (CheckedBundle bundle : check.bundles()) {
                print(bundle);
            }
        }
        return exitCode;
    }

    private Json json(CheckedBundle bundle) throws SallyportException {
        return BundleJson.bundle(bundle, clock.instant())
                .putAll("images", bundle.documents().roots(), BundleJson::root)
                .putAll("prerequisites", bundle.prerequisites(), BundleJson::prerequisite)
                .putAll("omitted", bundle.documents().omissions().content(), BundleJson::omission)
                .putAll("omittedImages", bundle.documents().omissions().images(), BundleJson::omittedImage)
                .toObject();
    }

    private void print(CheckedBundle bundle) throws SallyportException {
        Statement statement = bundle.verified().statement();
        output.println(statement.stream() + " " + statement.sequence());
        if (bundle.verified().signers().isEmpty()) {
            output.println("NOT VERIFIED: nobody's signature was checked; give --trust KEY.pub");
        }
        bundle.verified()
                .signers()
                .forEach(signer -> output.println("Signed by   " + signer.key().id()));
        output.println("Statement   " + statement.digest());
        output.println("Created     " + statement.created() + " by " + statement.creator());
        output.println("Expires     "
                + (statement.expires() == null ? "never" : statement.expires())
                + (BundleJson.isExpired(statement, clock.instant()) ? " (EXPIRED)" : ""));
        output.println("Previous    " + position(statement.previous()));
        output.println("Base        " + position(statement.base()));
        if (statement.base() != null) {
            List<Prerequisite> held = bundle.prerequisites();
            output.println("Not carried " + held.size() + " blobs, "
                    + Sizes.format(held.stream().mapToLong(Prerequisite::size).sum())
                    + ": taken to be held since sequence " + statement.base().sequence());
        }
        Table images = new Table("IMAGE", "KIND", "PLATFORMS", "DIGEST");
        for (BundleRoot root : bundle.documents().roots()) {
            String platforms = root.platforms().isEmpty() ? "all" : String.join(",", root.platforms());
            images.row(
                    root.name(),
                    BundleJson.kind(root),
                    root.referrer() ? "-" : platforms,
                    root.manifest().digest());
        }
        output.println("\n" + images);
        output.println("\n" + volumes(bundle));
        Omitted omissions = bundle.documents().omissions();
        if (!omissions.isEmpty()) {
            Table omitted = new Table("LEFT OUT", "OF", "PLATFORM", "REASON");
            for (OmittedImage image : omissions.images()) {
                omitted.row(image.image(), "-", "-", image.reason());
            }
            for (Omission omission : omissions.content()) {
                omitted.row(
                        omission.child().digest(),
                        omission.parent(),
                        omission.child().platformText(),
                        omission.reason());
            }
            output.println("\n" + omitted);
        }
    }

    private static String position(@Nullable Position position) {
        return position == null ? "none" : position.sequence() + " " + position.digest();
    }

    private static Table volumes(CheckedBundle bundle) {
        Table table = new Table("VOLUME", "ENTRIES", "CONTENT", "FILE");
        List<VolumeSummary> volumes = bundle.verified().statement().volumes();
        for (int number = 1; number <= volumes.size(); number++) {
            VolumeSummary volume = volumes.get(number - 1);
            Path file = bundle.volumes().get(number);
            table.row(number, volume.entries(), Sizes.format(volume.bytes()), file == null ? "not here" : file);
        }
        return table;
    }
}
