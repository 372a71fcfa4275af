package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the credentials for a repository where docker and podman keep them. Files are read once, when the first
 * credentials are asked for; the first file that has some wins. Safe for use by many threads.
 */
public final class CredentialFiles {
    private final List<Path> files;
    private @Nullable List<CredentialFile> read;

    /** @param files where to look, in this order; those that do not exist are passed over */
    public CredentialFiles(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /**
     * The places that docker and podman use: {@code REGISTRY_AUTH_FILE}, {@code DOCKER_CONFIG}, then podman's files under
     * {@code XDG_RUNTIME_DIR} and the user's configuration, then {@code ~/.docker/config.json}.
     *
     * @param environment the process's environment variables
     */
    public static CredentialFiles ofEnvironment(Map<String, String> environment, Path home) {
        requireNonNull(home, "home is null");
        Set<Path> files = new LinkedHashSet<>();
        variable(environment, "REGISTRY_AUTH_FILE").map(Path::of).ifPresent(files::add);
        variable(environment, "DOCKER_CONFIG")
                .map(folder -> Path.of(folder, "config.json"))
                .ifPresent(files::add);
        variable(environment, "XDG_RUNTIME_DIR")
                .map(folder -> Path.of(folder, "containers", "auth.json"))
                .ifPresent(files::add);
        Path configuration =
                variable(environment, "XDG_CONFIG_HOME").map(Path::of).orElse(home.resolve(".config"));
        files.add(configuration.resolve("containers").resolve("auth.json"));
        files.add(home.resolve(".docker").resolve("config.json"));
        return new CredentialFiles(List.copyOf(files));
    }

    /** Looks for credentials for {@code repository}. */
    CredentialLookup find(RepositoryAddress repository) throws CredentialsFileException {
        Optional<CredentialLookup> helped = Optional.empty();
        for (CredentialFile file : read()) {
            Optional<Credentials> credentials = file.find(repository);
            if (credentials.isPresent()) {
                return new CredentialLookup(
                        credentials.get(),
                        describe(credentials.get()) + " from " + file,
                        "Check that these credentials are right and may read " + repository + "; log in again with"
                                + " 'docker login " + repository.host() + "' or 'podman login " + repository.host()
                                + "'.");
            }
            Optional<String> helper = file.helper(repository.host());
            if (helped.isEmpty() && helper.isPresent()) {
                helped = Optional.of(new CredentialLookup(
                        null,
                        "none read; " + file + " leaves them to the credential helper '" + helper.get() + "'",
                        "Credential helpers are not asked: log in with 'podman login --authfile FILE "
                                + repository.host() + "' and set REGISTRY_AUTH_FILE to that file."));
            }
        }
        return helped.orElseGet(() -> nothing(repository));
    }

    private CredentialLookup nothing(RepositoryAddress repository) {
        String places = files.stream().map(Path::toString).collect(Collectors.joining(", "));
        return new CredentialLookup(
                null,
                files.isEmpty() ? "none" : "none found in " + places,
                "Check the name; if it is private, log in with 'docker login " + repository.host()
                        + "' or 'podman login " + repository.host() + "'.");
    }

    private static String describe(Credentials credentials) {
        if (credentials instanceof Credentials.Password password) {
            return "user " + Printable.shorten(password.user());
        }
        return "an identity token";
    }

    private synchronized List<CredentialFile> read() throws CredentialsFileException {
        if (read == null) {
            List<CredentialFile> all = new ArrayList<>();
            for (Path file : files) {
                if (Files.exists(file)) {
                    all.add(CredentialFile.read(file));
                }
            }
            read = List.copyOf(all);
        }
        return read;
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }
}
