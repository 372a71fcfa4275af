package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the credentials for a repository where docker and podman keep them, in files or with helpers. Files are read once, when the first
 * credentials are asked for; the first file that has some wins. Safe for use by many threads.
 */
public final class CredentialFiles {
    private final List<Path> files;
    private final CredentialHelpers helpers;
    private final Map<HelpedHost, Optional<Credentials>> helped = new HashMap<>();
    private @Nullable List<CredentialFile> read;

    private record HelpedHost(String helper, String host) {}

    /** @param files where to look, in this order; those that do not exist are passed over. Helpers are not to be had. */
    public CredentialFiles(List<Path> files) {
        this(files, CredentialHelpers.ofEnvironment(Map.of()));
    }

    CredentialFiles(List<Path> files, CredentialHelpers helpers) {
        this.files = List.copyOf(files);
        this.helpers = requireNonNull(helpers, "helpers is null");
    }

    /**
     * The places that docker and podman use: {@code REGISTRY_AUTH_FILE}, {@code DOCKER_CONFIG}, then podman's files under
     * {@code XDG_RUNTIME_DIR} and the user's configuration, then {@code ~/.docker/config.json}; the helpers that these name are
     * looked for in the {@code PATH}.
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
        return new CredentialFiles(List.copyOf(files), CredentialHelpers.ofEnvironment(environment));
    }

    /** Looks for credentials for {@code repository}; a helper is asked once for each host. */
    CredentialLookup find(RepositoryAddress repository) throws CredentialsFileException, CredentialHelperException {
        for (CredentialFile file : read()) {
            Optional<String> own = file.helperFor(repository.host());
            if (own.isPresent()) {
                Optional<Credentials> helped = help(own.get(), repository.host());
                if (helped.isPresent()) {
                    return found(helped.get(), "the credential helper '" + own.get() + "'", repository);
                }
            }
            Optional<Credentials> credentials = file.find(repository);
            if (credentials.isPresent()) {
                return found(credentials.get(), file.toString(), repository);
            }
            Optional<String> all = file.helperForAll();
            if (all.isPresent()) {
                Optional<Credentials> helped = help(all.get(), repository.host());
                if (helped.isPresent()) {
                    return found(helped.get(), "the credential helper '" + all.get() + "'", repository);
                }
            }
        }
        return nothing(repository);
    }

    private static CredentialLookup found(Credentials credentials, String from, RepositoryAddress repository) {
        return new CredentialLookup(
                credentials,
                describe(credentials) + " from " + from,
                "Check that these credentials are right and may read " + repository + "; log in again with"
                        + " 'docker login " + repository.host() + "' or 'podman login " + repository.host() + "'.");
    }

    private synchronized Optional<Credentials> help(String helper, String host) throws CredentialHelperException {
        HelpedHost key = new HelpedHost(helper, host);
        Optional<Credentials> known = helped.get(key);
        if (known == null) {
            known = helpers.get(helper, host);
            helped.put(key, known);
        }
        return known;
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
