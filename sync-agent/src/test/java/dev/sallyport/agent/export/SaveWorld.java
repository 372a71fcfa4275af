package dev.sallyport.agent.export;

import dev.sallyport.agent.closure.RootRequest;
import dev.sallyport.agent.closure.Selection;
import dev.sallyport.agent.registry.CredentialFiles;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RegistryOptions;
import dev.sallyport.agent.source.Root;
import dev.sallyport.agent.source.SourceArgument;
import dev.sallyport.agent.source.Sources;
import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.bundle.VolumeReader;
import dev.sallyport.content.Disk;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import dev.sallyport.signature.SigningKey;
import dev.sallyport.signature.TrustPolicy;
import dev.sallyport.signature.TrustedKey;
import dev.sallyport.terminal.Progress;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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
            Path output,
            List<SigningKey> keys,
            UnaryOperator<SaveOptions.Builder> options) {
        Asked with(UnaryOperator<SaveOptions.Builder> more) {
            return new Asked(references, selection, output, keys, builder -> more.apply(options.apply(builder)));
        }

        Asked withSelection(Selection other) {
            return new Asked(references, other, output, keys, options);
        }

        Asked withVolumeSize(long other) {
            return with(builder -> builder.volumeSize(other));
        }

        Asked withVolumes(Set<Integer> other) {
            return with(builder -> builder.volumes(other));
        }

        Asked withPrune(boolean other) {
            return with(builder -> builder.prune(other));
        }

        Asked withExpires(Duration other) {
            return with(builder -> builder.expires(other));
        }

        Asked withCreated(Instant other) {
            return with(builder -> builder.created(other));
        }

        Asked withBase(BaseChoice other) {
            return with(builder -> builder.base(other));
        }

        Asked withOutput(Path other) {
            return new Asked(references, selection, other, keys, options);
        }

        Asked withKeys(List<SigningKey> other) {
            return new Asked(references, selection, output, other, options);
        }
    }

    Asked asked(String... references) {
        return new Asked(List.of(references), new Selection.Everything(), output, List.of(key), builder -> builder);
    }

    /** {@code repository:tag} at the registry. */
    String reference(String name) {
        return registry.host() + '/' + name;
    }

    SaveReport save(String... names) throws Exception {
        return save(asked(Arrays.stream(names).map(this::reference).toArray(String[]::new)));
    }

    SaveReport save(Asked asked) throws Exception {
        return with(
                asked,
                (options, opener, roots, failures) -> new Save(
                                options, opener, disk, Clock.fixed(now, ZoneOffset.UTC), Progress.NONE)
                        .run(roots, failures));
    }

    SavePlan plan(Asked asked) throws Exception {
        return with(
                asked,
                (options, opener, roots, failures) ->
                        new Planner(options, opener, disk, Clock.fixed(now, ZoneOffset.UTC)).plan(roots, failures));
    }

    private interface Work<T> {
        T run(SaveOptions options, SourceOpener opener, List<RootRequest> roots, List<ImageFailure> failures)
                throws Exception;
    }

    private <T> T with(Asked asked, Work<T> work) throws Exception {
        SaveOptions options = asked.options()
                .apply(SaveOptions.builder(new StreamName("factory-7"), state, asked.output(), "sync-agent test")
                        .keys(asked.keys())
                        .jobs(3))
                .build();
        try (Sources sources = sources()) {
            List<SourceArgument> arguments = new ArrayList<>();
            for (String reference : asked.references()) {
                arguments.add(SourceArgument.parse(reference));
            }
            List<RootRequest> roots = new ArrayList<>();
            List<ImageFailure> failures = new ArrayList<>();
            for (Root root : sources.open(arguments)) {
                Reference reference = root.reference();
                try {
                    roots.add(RootRequest.asked(
                            root.source(),
                            root.source().resolve(reference),
                            reference.repositoryName(),
                            reference.tag(),
                            reference.toString(),
                            asked.selection()));
                } catch (SallyportException e) {
                    failures.add(new ImageFailure(reference.toString(), e));
                }
            }
            SourceOpener opener = root -> sources.open(List.of(SourceArgument.parse(root.source())))
                    .get(0)
                    .source();
            return work.run(options, opener, roots, failures);
        }
    }

    private static Sources sources() {
        RegistryOptions quick = RegistryOptions.DEFAULT.withRetries(2, Duration.ofMillis(1), Duration.ofMillis(1));
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

    /** The digests of all blobs in a bundle's volumes. */
    Set<Digest> carried(CheckedBundle bundle) throws Exception {
        Set<Digest> digests = new HashSet<>();
        for (Path file : bundle.volumes().values()) {
            try (InputStream in = Files.newInputStream(file)) {
                VolumeReader.open(in, VolumeHead::unverified)
                        .readAllEntries((ListingEntry entry, InputStream content) -> {
                            content.transferTo(OutputStream.nullOutputStream());
                            digests.add(entry.digest());
                        });
            }
        }
        return digests;
    }

    /** As if the volumes had been carried away. */
    void emptyOutput() throws IOException {
        delete(output);
    }

    static void delete(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (var children = Files.list(path)) {
                for (Path child : children.toList()) {
                    delete(child);
                }
            }
        }
        Files.deleteIfExists(path);
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
