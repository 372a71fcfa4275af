package dev.sallyport.agent.cli;

import dev.sallyport.agent.mirror.MirrorFile;
import dev.sallyport.agent.mirror.MirrorTemplate;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import dev.sallyport.oci.Reference;
import dev.sallyport.signature.SigningKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sync-agent init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Begins a stream: writes a key pair, a commented mirror.yaml, and folders for what it may name, so that"
                    + " 'sync-agent save' works next.",
            "Nothing is written over. The folder may be kept in version control: .gitignore leaves out the private key, the"
                    + " volumes and the state."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent init factory-7",
            "  sync-agent init factory-7 --directory streams/factory-7 --image registry.example/app:1.4"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class InitCommand implements Callable<Integer> {
    private static final List<String> FOLDERS = List.of("keys", "charts", "k8s", "files", "out");
    private static final String IGNORED = "/keys/*.pem\n/out/\n/state/\n";

    @Parameters(
            paramLabel = "STREAM",
            description = "The new stream's name, such as factory-7: one for each destination.")
    private String stream;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The folder for all of it; made if it is not there. Default: the current one.")
    private Path directory;

    @Option(
            names = "--image",
            paramLabel = "REF",
            description = "An image to begin with; may be given several times. Default: a small public one.")
    private List<String> images = List.of();

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        StreamName name = StreamName.parse(stream);
        List<Reference> references = references();
        Path mirrorFile = directory.resolve(MirrorFile.NAME);
        Path key = directory.resolve("keys").resolve(name + ".pem");
        requireAbsent(List.of(mirrorFile, key, key.resolveSibling(name + ".pub")));
        for (String folder : FOLDERS) {
            Files.createDirectories(directory.resolve(folder));
        }
        // Before there is a key that somebody's next "git add" could take.
        boolean ignoring = writeIfAbsent(directory.resolve(".gitignore"), IGNORED);
        writeIfAbsent(directory.resolve("keys").resolve(".gitignore"), "*.pem\n");
        for (String folder : List.of("charts", "k8s", "files")) {
            // Version control keeps no empty folders, and mirror.yaml names k8s.
            writeIfAbsent(directory.resolve(folder).resolve(".gitkeep"), "");
        }
        SigningKey pair = SigningKey.generate();
        Path publicKey = KeyFiles.write(key, pair);
        write(mirrorFile, MirrorTemplate.text(name, "keys/" + name + ".pem", "keys/" + name + ".pub", references));
        report(name, mirrorFile, key, publicKey, pair.verificationKey().id().toString(), ignoring);
        return 0;
    }

    private List<Reference> references() throws SallyportException {
        List<Reference> references = new ArrayList<>();
        for (String image : images) {
            Reference reference = Reference.parse(image);
            if (!references.contains(reference)) {
                references.add(reference);
            }
        }
        return references;
    }

    private static void requireAbsent(List<Path> files) throws FileAlreadyExistsException {
        for (Path file : files) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
        }
    }

    private static boolean writeIfAbsent(Path file, String text) throws IOException {
        try {
            write(file, text);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private void report(StreamName name, Path mirrorFile, Path key, Path publicKey, String keyId, boolean ignoring) {
        String trust = "appliance trust add " + publicKey.getFileName() + " --publisher NAME --stream " + name;
        if (output.printIfJson(new JsonWriter()
                .put("stream", name.value())
                .put("mirrorFile", mirrorFile.toString())
                .put("key", key.toString())
                .put("publicKey", publicKey.toString())
                .put("keyId", keyId)
                .putAll(
                        "folders",
                        FOLDERS,
                        folder -> Json.of(directory.resolve(folder).toString()))
                .put("ignoresPrivateKey", true)
                .put("next", trust)
                .toObject())) {
            return;
        }
        output.println(mirrorFile + "  what the stream is to contain: put your images in");
        output.println(key + "  the private key: keep it here, and a copy where nobody else gets it");
        output.println(publicKey + "  the public key: carry it to the appliance once");
        output.println("Key id " + keyId);
        if (!ignoring) {
            output.message("There is a .gitignore already; add to it: "
                    + String.join(" ", IGNORED.split("\n", -1)).strip());
        }
        String there = directory.normalize().toString().isEmpty() ? "" : "cd " + directory + " && ";
        output.message("Next: " + there + "sync-agent save");
        output.message("Once, on the appliance: " + trust);
    }
}
