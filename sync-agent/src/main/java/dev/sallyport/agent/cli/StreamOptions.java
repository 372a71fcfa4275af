package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.BaseChoice;
import dev.sallyport.agent.export.Restart;
import dev.sallyport.agent.export.SaveOptions;
import dev.sallyport.bundle.Position;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.terminal.Sizes;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a new bundle goes on from the earlier ones of its stream, and what it may go without. */
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class StreamOptions {
    @Spec(Target.MIXEE)
    private CommandSpec mixee;

    @ArgGroup
    private @Nullable Base base;

    /** One of them. */
    static final class Base {
        @Option(
                names = "--base",
                paramLabel = "SEQ",
                description =
                        "Leave out what every bundle since this sequence had: you know that it was published there. Writes a new"
                                + " bundle even if nothing changed.")
        private @Nullable Long sequence;

        @Option(
                names = "--assume-delivered",
                description = "Leave out what the newest bundle here had. Nothing changed: nothing is written.")
        private boolean delivered;

        @Option(names = "--full", description = "Carry everything, in a new bundle even if nothing changed.")
        private boolean full;
    }

    @Option(
            names = "--allow-missing",
            paramLabel = "REF",
            description =
                    "Go on without this image if it cannot be had: as it was carried last, else left out. May be given several times.")
    private Set<String> allowMissing = Set.of();

    @Option(
            names = "--restart",
            description =
                    "Begin the stream again at --sequence: its history is lost, and no volume is left to rebuild it from.")
    private boolean restart;

    @Option(
            names = "--sequence",
            paramLabel = "N",
            description = "With --restart: the sequence of the next bundle, above every one that was ever saved.")
    private @Nullable Long sequence;

    @Option(
            names = "--previous",
            paramLabel = "SEQ@DIGEST",
            description =
                    "With --restart: the newest release of the stream on the appliance, as appliance releases shows it. Without it"
                            + " the bundle is for appliances that have nothing of the stream.")
    private @Nullable String previous;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Keep content here; several streams may share it. Default: in the state folder.")
    private @Nullable Path cache;

    @Option(
            names = "--cache-size",
            paramLabel = "SIZE",
            description = "After the save, drop from the cache what was used longest ago, down to this size.")
    private @Nullable String cacheSize;

    SaveOptions.Builder apply(SaveOptions.Builder options) throws MalformedValueException {
        if (restart && base != null && (base.delivered || base.sequence != null)) {
            throw usage("--restart carries everything: it goes with neither --base nor --assume-delivered");
        }
        return options.base(choice())
                .restart(restart())
                .cache(cache)
                .cacheLimit(cacheSize == null ? null : (Long) Sizes.parse(cacheSize));
    }

    /** The images that the bundle may go without, as they were written. */
    Set<String> allowMissing() {
        return allowMissing;
    }

    private BaseChoice choice() {
        if (base == null) {
            return new BaseChoice.WhenChanged();
        }
        if (base.sequence != null) {
            if (base.sequence < 1) {
                throw usage("--base is no sequence: " + base.sequence);
            }
            return new BaseChoice.Published(base.sequence);
        }
        if (base.delivered) {
            return new BaseChoice.Delivered();
        }
        return base.full ? new BaseChoice.Full() : new BaseChoice.WhenChanged();
    }

    private @Nullable Restart restart() {
        if (!restart) {
            if (sequence != null || previous != null) {
                throw usage("--sequence and --previous go with --restart");
            }
            return null;
        }
        if (sequence == null) {
            throw usage("--restart needs --sequence N");
        }
        try {
            return new Restart(sequence, previous == null ? null : position(previous));
        } catch (IllegalArgumentException e) {
            throw usage("--restart: " + e.getMessage());
        }
    }

    private Position position(String text) {
        int at = text.indexOf('@');
        if (at > 0 && text.substring(0, at).matches("[1-9][0-9]{0,17}")) {
            Digest digest = Digest.tryParse(text.substring(at + 1)).orElse(null);
            if (digest != null) {
                return new Position(Long.parseLong(text.substring(0, at)), digest);
            }
        }
        throw usage("--previous is not SEQ@DIGEST, such as 41@sha256:…: " + text);
    }

    private ParameterException usage(String message) {
        return new ParameterException(mixee.commandLine(), message);
    }
}
