package dev.sallyport.agent.cli;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.mirror.MirrorFile;
import dev.sallyport.agent.mirror.Treatment;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.oci.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run is about, the command line and the mirror file taken together.
 *
 * @param mirror the mirror file; null for {@code references}
 * @param references what the command line names, if there is no mirror file
 * @param as the name of the one thing that {@code references} name, if it says none itself
 * @param treatment how to carry {@code references}
 * @param keys private keys; none where nothing is signed
 * @param output the folder for the volumes; null if nobody said one
 * @param helm the program that renders charts; null for none
 * @param environment the process's, for proxies and credentials
 * @param home the user's folder
 */
record RunSettings(
        @Nullable MirrorFile mirror,
        List<String> references,
        @Nullable Reference as,
        Treatment treatment,
        StreamName stream,
        List<Path> keys,
        @Nullable Path output,
        Path state,
        @Nullable Path helm,
        boolean plainHttp,
        Set<String> privateLayerHosts,
        int jobs,
        Map<String, String> environment,
        Path home) {
    RunSettings {
        references = List.copyOf(references);
        requireNonNull(treatment, "treatment is null");
        requireNonNull(stream, "stream is null");
        keys = List.copyOf(keys);
        requireNonNull(state, "state is null");
        privateLayerHosts = Set.copyOf(privateLayerHosts);
        environment = Map.copyOf(environment);
        requireNonNull(home, "home is null");
    }

    /** The folder beside the mirror file, or null without one. */
    @Nullable
    Path lockFile() {
        return mirror == null ? null : mirror.file().resolveSibling("mirror.lock");
    }
}
