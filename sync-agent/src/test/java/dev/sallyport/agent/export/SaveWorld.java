package dev.sallyport.agent.export;

import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.agent.closure.Selection;
import dev.sallyport.agent.registry.CredentialFiles;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RegistryOptions;
import dev.sallyport.agent.source.Root;
import dev.sallyport.agent.source.SourceArgument;
import dev.sallyport.agent.source.Sources;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.content.Disk;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.oci.Reference;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.signature.TrustPolicy;
import dev.sallyport.signature.TrustedKey;
import dev.sallyport.terminal.Progress;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A registry, a key, a state folder and an output folder: all that saving needs. */
final class SaveWorld implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    final TestRegistry registry = TestRegistry.start();
    final TestImages images = new TestImages();
    final SigningKey key = SigningKey.generate();
    final Path state;
    final Path output;
    Instant now = START;
    Disk disk = new SystemDisk();

    SaveWorld(Path folder) {
        state = folder.resolve("state");
        output = folder.resolve("output");
    }

    /** What to ask for, beyond the defaults. */
    record Asked(
            List<String> references,
            Selection selection,
            @Nullable Long volumeSize,
            Set<Integer> volumes,
            boolean prune,
            @Nullable Duration expires,
            @Nullable Instant created,
            Path output,
            List<SigningKey> keys) {
        Asked withSelection(Selection other) {
            return new Asked(references, other, volumeSize, volumes, prune, expires, created, output, keys);
        }

        Asked withVolumeSize(long other) {
            return new Asked(references, selection, other, volumes, prune, expires, created, output, keys);
        }

        Asked withVolumes(Set<Integer> other) {
            return new Asked(references, selection, volumeSize, other, prune, expires, created, output, keys);
        }

        Asked withPrune(boolean other) {
            return new Asked(references, selection, volumeSize, volumes, other, expires, created, output, keys);
        }

        Asked withExpires(Duration other) {
            return new Asked(references, selection, volumeSize, volumes, prune, other, created, output, keys);
        }

        Asked withCreated(Instant other) {
            return new Asked(references, selection, volumeSize, volumes, prune, expires, other, output, keys);
        }

        Asked withOutput(Path other) {
            return new Asked(references, selection, volumeSize, volumes, prune, expires, created, other, keys);
        }

        Asked withKeys(List<SigningKey> other) {
            return new Asked(references, selection, volumeSize, volumes, prune, expires, created, output, other);
        }
    }

    Asked asked(String... references) {
        return new Asked(
                List.of(references),
                new Selection.Everything(),
                null,
                Set.of(),
                false,
                null,
                null,
                output,
                List.of(key));
    }

    /** {@code repository:tag} at the registry. */
    String reference(String name) {
        return registry.host() + '/' + name;
    }

    SaveReport save(String... names) throws Exception {
        return save(asked(Arrays.stream(names).map(this::reference).toArray(String[]::new)));
    }

    SaveReport save(Asked asked) throws Exception {
        SaveOptions options = new SaveOptions(
                new StreamName("factory-7"),
                asked.keys(),
                state,
                asked.output(),
                asked.volumeSize(),
                asked.volumes(),
                asked.prune(),
                asked.expires(),
                asked.created(),
                "sync-agent test",
                3);
        try (Sources sources = sources()) {
            List<SourceArgument> arguments = new ArrayList<>();
            for (String reference : asked.references()) {
                arguments.add(SourceArgument.parse(reference));
            }
            List<RootRequest> roots = new ArrayList<>();
            for (Root root : sources.open(arguments)) {
                Reference reference = root.reference();
                roots.add(RootRequest.asked(
                        root.source(),
                        root.source().resolve(reference),
                        reference.repositoryName(),
                        reference.tag(),
                        reference.toString(),
                        asked.selection()));
            }
            SourceOpener opener = root -> sources.open(List.of(SourceArgument.parse(root.source())))
                    .get(0)
                    .source();
            return new Save(options, opener, disk, Clock.fixed(now, ZoneOffset.UTC), Progress.NONE).run(roots);
        }
    }

    private static Sources sources() {
        RegistryOptions patient = RegistryOptions.DEFAULT;
        RegistryOptions quick = new RegistryOptions(
                patient.plainHttpHosts(),
                patient.connectTimeout(),
                patient.idleTimeout(),
                2,
                Duration.ofMillis(1),
                Duration.ofMillis(1));
        return new Sources(
                new RegistryClient(quick, new CredentialFiles(List.of()), Clock.systemUTC(), duration -> {}),
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    TrustPolicy trust() {
        return new TrustPolicy(List.of(TrustedKey.forAnyStream(key.verificationKey())));
    }

    /** Checks every byte in the output folder; the one bundle that is there. */
    CheckedBundle verified() throws IOException {
        VolumeCheck check = VolumeCheck.ofEverything(trust(), Progress.NONE).look(List.of(output));
        check.files().stream().filter(file -> !file.good()).findFirst().ifPresent(bad -> {
            throw new AssertionError("Not good: " + bad);
        });
        if (check.bundles().size() != 1) {
            throw new AssertionError("Expected one bundle: " + check.bundles());
        }
        return check.bundles().get(0);
    }

    Map<String, byte[]> outputFiles() {
        return files(output);
    }

    /** The files in a folder by name, hidden ones too. */
    static Map<String, byte[]> files(Path folder) {
        Map<String, byte[]> files = new HashMap<>();
        if (!Files.exists(folder)) {
            return files;
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    @Override
    public void close() {
        registry.close();
    }
}
