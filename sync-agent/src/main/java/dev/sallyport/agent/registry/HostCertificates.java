package dev.sallyport.agent.registry;

import dev.sallyport.oci.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which files say whom to trust at one host and what to show it: those in its settings, then those in docker's folders.
 *
 * @param authorities PEM files of authorities
 * @param shown our certificates, the one that counts first
 * @see <a href="https://docs.docker.com/engine/security/certificates/">docker's folders</a>
 */
record HostCertificates(List<Path> authorities, List<ClientCertificate> shown) {
    private static final int MOST_FILES = 256;

    HostCertificates {
        authorities = List.copyOf(authorities);
        shown = List.copyOf(shown);
    }

    static HostCertificates of(String host, RegistryOptions options) throws TlsMaterialException {
        HostSettings settings = options.settings(host);
        List<Path> authorities = new ArrayList<>(settings.authorities().stream().toList());
        List<ClientCertificate> shown =
                new ArrayList<>(settings.shown().stream().toList());
        // What is no host in its one spelling is no name of a folder either.
        if (Reference.isCanonicalHost(host)) {
            for (Path folder : options.certificateFolders()) {
                addFolder(folder.resolve(host), authorities, shown);
            }
        }
        return new HostCertificates(authorities, shown);
    }

    private static void addFolder(Path folder, List<Path> authorities, List<ClientCertificate> shown)
            throws TlsMaterialException {
        for (Path file : filesIn(folder)) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(".crt")) {
                authorities.add(file);
            } else if (name.endsWith(".cert")) {
                Path key = folder.resolve(name.substring(0, name.length() - ".cert".length()) + ".key");
                if (!Files.exists(key)) {
                    throw new TlsMaterialException(file, "its key " + key + " is not there", "Put the key beside it.");
                }
                shown.add(new ClientCertificate(file, key));
            }
        }
    }

    private static List<Path> filesIn(Path folder) throws TlsMaterialException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.limit(MOST_FILES).sorted().toList();
        } catch (IOException e) {
            throw new TlsMaterialException(
                    folder, "it cannot be listed (" + e.getClass().getSimpleName() + ")", "Check its permissions.");
        }
    }

    boolean isEmpty() {
        return authorities.isEmpty() && shown.isEmpty();
    }
}
