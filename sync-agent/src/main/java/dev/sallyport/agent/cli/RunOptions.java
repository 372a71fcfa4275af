package dev.sallyport.agent.cli;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.export.StateFolders;
import dev.sallyport.agent.mirror.MirrorFile;
import dev.sallyport.agent.mirror.Treatment;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Platform;
import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What a run is about: images named on the command line, or a mirror file; and how to get at them. */
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class RunOptions {
    private static final int MOST_JOBS = 64;

    @Spec(Target.MIXEE)
    private CommandSpec mixee;

    @Parameters(
            arity = "0..*",
            paramLabel = "REF",
            description =
                    "An image at a registry, by tag, digest or both; or oci:PATH, oci-archive:PATH, docker-archive:PATH,"
                            + " chart:PATH, file:PATH, list:PATH. Without any: what the mirror file asks for.")
    private List<String> references = List.of();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The mirror file. Default: " + MirrorFile.NAME + " in this folder, if no REF is given.")
    private @Nullable Path file;

    @Option(names = "--stream", paramLabel = "NAME", description = "The line of bundles to go on with.")
    private @Nullable String stream;

    @Option(
            names = "--key",
            paramLabel = "KEY.pem",
            description = "The private key that signs; several keys sign together.")
    private List<Path> keys = List.of();

    @Option(names = "--output", paramLabel = "DIR", description = "The folder for the volumes.")
    private @Nullable Path output;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "The stream's history and cache. Default: $XDG_STATE_HOME/sallyport/STREAM.")
    private @Nullable Path state;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Take these platforms alone; may be given several times. Default: all.")
    private List<String> platforms = List.of();

    @Option(
            names = "--include",
            split = ",",
            paramLabel = "WHAT",
            description =
                    "What comes along: signatures, sboms, attestations, referrers (all of these and others), base-images,"
                            + " an artifact type, or none. Default: referrers.")
    private List<String> include = List.of();

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "The name for the one image, chart or file of a REF that does not say its own.")
    private @Nullable String name;

    @Option(
            names = "--helm",
            paramLabel = "PATH",
            description = "The helm program that renders charts, or none. Default: helm on the PATH, if it is there.")
    private @Nullable String helm;

    @Option(names = "--plain-http", description = "Talk HTTP without TLS to registries that are not on this machine.")
    private boolean plainHttp;

    @Option(
            names = "--allow-private-layer-hosts",
            split = ",",
            paramLabel = "HOST",
            description = "Fetch foreign layers from these hosts although they have private addresses.")
    private Set<String> privateLayerHosts = Set.of();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "8",
            description = "How many downloads at once. Default: ${DEFAULT-VALUE}.")
    private int jobs;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    boolean quiet() {
        return quiet;
    }

    /** All of this with the mirror file's part; what the command line says goes before what the file says. */
    RunSettings settings(Map<String, String> environment, Path home) throws IOException, SallyportException {
        requireSense();
        MirrorFile mirror = references.isEmpty() ? MirrorFile.read(mirrorFile()) : null;
        StreamName streamName = streamName(mirror);
        return new RunSettings(
                mirror,
                references,
                name == null ? null : Reference.parse(name),
                treatment(),
                streamName,
                keys.isEmpty() && mirror != null ? mirror.keys() : keys,
                output == null && mirror != null ? mirror.output() : output,
                stateFolder(mirror, streamName, environment, home),
                helm(environment),
                plainHttp,
                privateLayerHosts,
                jobs,
                environment,
                home);
    }

    private void requireSense() {
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw usage("--jobs is not 1 to " + MOST_JOBS + ": " + jobs);
        }
        if (!references.isEmpty() && file != null) {
            throw usage("either a mirror file or REFs, not both");
        }
        if (references.isEmpty() && (name != null || !platforms.isEmpty() || !include.isEmpty())) {
            throw usage("--as, --platform and --include go with REFs; a mirror file says these itself");
        }
        if (name != null && references.size() != 1) {
            throw usage("--as names one image, but several are given");
        }
    }

    private Path mirrorFile() {
        if (file != null) {
            return file;
        }
        Path usual = Path.of(MirrorFile.NAME);
        if (!Files.exists(usual)) {
            throw usage("nothing is asked for: name images, or a mirror file with -f (there is no " + MirrorFile.NAME
                    + " here; sync-agent init STREAM writes one)");
        }
        return usual;
    }

    private StreamName streamName(@Nullable MirrorFile mirror) throws SallyportException {
        if (stream != null) {
            return StreamName.parse(stream);
        }
        if (mirror == null) {
            throw usage("Missing required option: '--stream=NAME'");
        }
        return mirror.stream();
    }

    private Path stateFolder(
            @Nullable MirrorFile mirror, StreamName streamName, Map<String, String> environment, Path home) {
        if (state != null) {
            return state;
        }
        Path configured = mirror == null ? null : mirror.state();
        return configured == null ? StateFolders.defaultFor(streamName, environment, home) : configured;
    }

    private Treatment treatment() throws SallyportException {
        List<Platform> chosen = new ArrayList<>();
        for (String platform : platforms) {
            chosen.add(Platform.parse(platform));
        }
        List<String> words = include.equals(List.of("none")) ? List.of() : include;
        return new Treatment(chosen, include.isEmpty() ? Treatment.ALL_REFERRERS : words, false, null);
    }

    private @Nullable Path helm(Map<String, String> environment) {
        if (helm != null) {
            return helm.equals("none") ? null : Path.of(helm);
        }
        for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
            if (folder.startsWith("/") && Files.isExecutable(Path.of(folder, "helm"))) {
                return Path.of(folder, "helm");
            }
        }
        return null;
    }

    ParameterException usage(String message) {
        return new ParameterException(requireNonNull(mixee, "no command").commandLine(), message);
    }
}
