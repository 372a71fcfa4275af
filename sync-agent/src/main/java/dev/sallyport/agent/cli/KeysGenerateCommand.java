package dev.sallyport.agent.cli;

import dev.sallyport.oci.JsonWriter;
import dev.sallyport.signature.SigningKey;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sync-agent keys generate}. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Makes an Ed25519 key pair: KEY.pem, which signs and stays on this machine, and KEY.pub, which the appliance is"
                    + " told to trust.",
            "A key made by openssl (Ed25519 or ECDSA P-256) does as well; an ECDSA key needs its public key beside it."
        },
        footer = {
            "",
            "Examples:",
            "  sync-agent keys generate --out factory-7.pem",
            "  openssl genpkey -algorithm ed25519 -out factory-7.pem && openssl pkey -in factory-7.pem -pubout -out factory-7.pub"
        })
@SuppressWarnings("NullAway.Init") // picocli fills what is required
final class KeysGenerateCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            required = true,
            paramLabel = "KEY.pem",
            description = "The file for the private key, readable by its owner alone. Nothing is written over.")
    private Path out;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        SigningKey key = SigningKey.generate();
        Path publicFile = KeyFiles.write(out, key);
        String id = key.verificationKey().id().toString();
        if (!output.printIfJson(new JsonWriter()
                .put("key", out.toString())
                .put("publicKey", publicFile.toString())
                .put("keyId", id)
                .toObject())) {
            output.println(out + "  the private key: keep it here, and a copy where nobody else gets it");
            output.println(publicFile + "  the public key: carry it to the appliance once");
            output.println("Key id " + id);
            output.message("Next, on the appliance: appliance trust add " + publicFile.getFileName()
                    + " --publisher NAME --stream STREAM");
        }
        return 0;
    }
}
