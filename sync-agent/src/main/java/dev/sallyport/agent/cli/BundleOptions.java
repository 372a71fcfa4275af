package dev.sallyport.agent.cli;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.export.SaveOptions;
import dev.sallyport.agent.mirror.MirrorFile;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.terminal.Lifetimes;
import dev.sallyport.terminal.Sizes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What the next bundle is to be like. */
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class BundleOptions {
    @Spec(Target.MIXEE)
    private CommandSpec mixee;

    @Option(
            names = "--volume-size",
            paramLabel = "SIZE",
            description =
                    "The most bytes of a volume: 8G, 700Mi, fat32, dvd, bd25, bd50. Default: as large as the medium takes.")
    private @Nullable String volumeSize;

    @Option(
            names = "--volumes",
            split = ",",
            paramLabel = "N",
            description = "Write these volumes alone, such as --volumes 2,3.")
    private Set<Integer> volumes = Set.of();

    @Option(names = "--prune", description = "Drop images of earlier bundles that are not asked for now.")
    private boolean prune;

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "How long an appliance may publish the bundle: 90d, 36h, 8w. Default: for ever.")
    private @Nullable String expires;

    /** @param signs whether keys are needed */
    SaveOptions.Builder builder(RunSettings settings, boolean signs) throws IOException, SallyportException {
        if (signs && settings.output() == null) {
            throw usage("Missing required option: '--output=DIR'");
        }
        if (signs && settings.keys().isEmpty()) {
            throw usage("Missing required option: '--key=KEY.pem'");
        }
        MirrorFile mirror = settings.mirror();
        return SaveOptions.builder(
                        settings.stream(),
                        settings.state(),
                        settings.output() == null ? settings.state().resolve("no-output") : settings.output(),
                        version())
                .keys(KeyFiles.readPrivate(settings.keys()))
                .volumeSize(volumeSize(mirror))
                .volumes(volumes)
                .prune(prune || (mirror != null && mirror.prune()))
                .expires(expires(mirror))
                .aliases(aliases(mirror))
                .created(created(settings));
    }

    private static SortedMap<String, String> aliases(@Nullable MirrorFile mirror) {
        SortedMap<String, String> aliases = new TreeMap<>();
        if (mirror != null) {
            mirror.aliases().forEach((alias, repository) -> aliases.put(alias, repository.value()));
        }
        return aliases;
    }

    private String version() {
        return requireNonNull(mixee.root().version())[0];
    }

    private @Nullable Long volumeSize(@Nullable MirrorFile mirror) throws SallyportException {
        if (volumeSize != null) {
            return Sizes.parse(volumeSize);
        }
        return mirror == null ? null : mirror.volumeSize();
    }

    private @Nullable Duration expires(@Nullable MirrorFile mirror) {
        if (expires != null) {
            return Lifetimes.parse(expires)
                    .orElseThrow(() -> usage("--expires is no duration such as 90d, 36h or 8w: " + expires));
        }
        return mirror == null ? null : mirror.expires();
    }

    // https://reproducible-builds.org/specs/source-date-epoch/
    private @Nullable Instant created(RunSettings settings) {
        String epoch = settings.environment().getOrDefault("SOURCE_DATE_EPOCH", "");
        if (epoch.isEmpty()) {
            return null;
        }
        if (!epoch.matches("[0-9]{1,12}")) {
            throw usage("SOURCE_DATE_EPOCH is no number of seconds: " + epoch);
        }
        return Instant.ofEpochSecond(Long.parseLong(epoch));
    }

    private ParameterException usage(String message) {
        return new ParameterException(mixee.commandLine(), message);
    }
}
