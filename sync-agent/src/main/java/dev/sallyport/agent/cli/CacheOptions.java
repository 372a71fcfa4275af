package dev.sallyport.agent.cli;

import dev.sallyport.agent.export.CacheFolder;
import dev.sallyport.agent.export.CacheNeeds;
import dev.sallyport.agent.export.StateFolders;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which cache, and whose needs count. */
final class CacheOptions {
    @Spec(Target.MIXEE)
    private CommandSpec mixee;

    @Option(
            names = "--stream",
            required = true,
            paramLabel = "NAME",
            description = "A stream whose content is kept; of a shared cache name every one.")
    private List<String> streams = List.of();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "The state folder of the one stream named. Default: $XDG_STATE_HOME/sallyport/STREAM.")
    private @Nullable Path state;

    @Option(names = "--cache", paramLabel = "DIR", description = "The cache, if it is not in the state folder.")
    private @Nullable Path cache;

    @SuppressWarnings("NullAway.Init") // picocli fills the command's specification
    CacheOptions() {}

    CacheFolder open(Map<String, String> environment) throws IOException, SallyportException {
        if (cache != null) {
            return CacheFolder.openExisting(cache, new SystemDisk());
        }
        if (streams.size() != 1) {
            throw new ParameterException(mixee.commandLine(), "Several streams share no cache but one of --cache DIR");
        }
        return CacheFolder.openExisting(
                CacheNeeds.cacheIn(StateFolders.chosen(state, StreamName.parse(streams.get(0)), environment)),
                new SystemDisk());
    }

    List<CacheNeeds> needs(Map<String, String> environment) throws IOException, SallyportException {
        if (state != null && streams.size() != 1) {
            throw new ParameterException(mixee.commandLine(), "--state is of one stream, but several are named");
        }
        List<CacheNeeds> needs = new ArrayList<>();
        for (String stream : streams) {
            StreamName name = StreamName.parse(stream);
            needs.add(CacheNeeds.of(StateFolders.chosen(state, name, environment), name));
        }
        return needs;
    }

    static Set<Digest> blobs(List<CacheNeeds> needs) {
        Set<Digest> blobs = new HashSet<>();
        needs.forEach(each -> blobs.addAll(each.blobs().keySet()));
        return blobs;
    }
}
