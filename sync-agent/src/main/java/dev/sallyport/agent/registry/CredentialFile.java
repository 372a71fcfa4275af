package dev.sallyport.agent.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Json;
import dev.sallyport.oci.Json.JsonObject;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Printable;
import dev.sallyport.oci.Reference;
import dev.sallyport.oci.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file as {@code docker login} and {@code podman login} write them: docker's {@code config.json}, podman's
 * {@code auth.json}.
 *
 * <p>Keys are a host, a host with a port, docker's {@code https://HOST/v1/}, or podman's {@code HOST/NAMESPACE/REPOSITORY} of
 * any depth. Docker Hub goes by several names.
 */
final class CredentialFile {
    private static final int LIMIT = 4 << 20;

    private final Path file;
    private final Map<String, JsonReader> entries;
    private final Map<String, String> helpers;
    private final @Nullable String helperForAll;

    private CredentialFile(
            Path file, Map<String, JsonReader> entries, Map<String, String> helpers, @Nullable String helperForAll) {
        this.file = file;
        this.entries = entries;
        this.helpers = helpers;
        this.helperForAll = helperForAll;
    }

    /** Reads {@code file}; it must exist. */
    static CredentialFile read(Path file) throws CredentialsFileException {
        requireNonNull(file, "file is null");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LIMIT + 1);
            return parse(file, content);
        } catch (IOException e) {
            throw new CredentialsFileException(
                    file, "it cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    static CredentialFile parse(Path file, byte[] content) throws CredentialsFileException {
        if (content.length > LIMIT) {
            throw new CredentialsFileException(file, "it has more than the " + LIMIT + " bytes allowed");
        }
        try {
            JsonReader json = StrictJson.parseObject("credentials", content, LIMIT);
            Map<String, JsonReader> entries = new LinkedHashMap<>();
            Optional<JsonReader> auths = json.optionalObject("auths");
            if (auths.isPresent()) {
                for (Map.Entry<String, Json> entry :
                        auths.get().object().members().entrySet()) {
                    if (entry.getValue() instanceof JsonObject object) {
                        entries.putIfAbsent(keyOf(entry.getKey()), new JsonReader("entry", object));
                    }
                }
            }
            Map<String, String> helpers = new LinkedHashMap<>();
            json.textMap("credHelpers").forEach((key, helper) -> helpers.put(keyOf(key), helper));
            return new CredentialFile(
                    file, entries, helpers, json.optionalText("credsStore").orElse(null));
        } catch (MalformedJsonException e) {
            // Its message may quote the file, and the file is full of secrets.
            throw new CredentialsFileException(file, "it is not JSON of the expected shape");
        }
    }

    /** The credentials for the most specific key that covers {@code repository}. */
    Optional<Credentials> find(RepositoryAddress repository) throws CredentialsFileException {
        String key = repository.toString();
        while (true) {
            JsonReader entry = entries.get(key);
            if (entry != null) {
                Optional<Credentials> credentials = credentialsIn(key, entry);
                if (credentials.isPresent()) {
                    return credentials;
                }
            }
            int slash = key.lastIndexOf('/');
            if (slash < 0) {
                return Optional.empty();
            }
            key = key.substring(0, slash);
        }
    }

    /** The credential helper that this file names for {@code host} alone; it comes before what the file itself holds. */
    Optional<String> helperFor(String host) {
        return Optional.ofNullable(helpers.get(host)).filter(helper -> !helper.isEmpty());
    }

    /** The credential helper that this file names for all hosts; it comes after what the file itself holds. */
    Optional<String> helperForAll() {
        return Optional.ofNullable(helperForAll).filter(helper -> !helper.isEmpty());
    }

    private Optional<Credentials> credentialsIn(String key, JsonReader entry) throws CredentialsFileException {
        try {
            Optional<String> identity = entry.optionalText("identitytoken").filter(token -> !token.isEmpty());
            if (identity.isPresent()) {
                return Optional.of(new Credentials.IdentityToken(identity.get()));
            }
            String auth = entry.optionalText("auth").orElse("");
            if (!auth.isEmpty()) {
                return Optional.of(decode(key, auth));
            }
            String user = entry.optionalText("username").orElse("");
            String password = entry.optionalText("password").orElse("");
            return user.isEmpty() && password.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Credentials.Password(user, password));
        } catch (MalformedJsonException e) {
            throw malformedEntry(key);
        }
    }

    private Credentials decode(String key, String auth) throws CredentialsFileException {
        try {
            String both = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(auth.strip())))
                    .toString();
            int colon = both.indexOf(':');
            if (colon > 0) {
                // Old docker versions pad the password with zero bytes.
                return new Credentials.Password(
                        both.substring(0, colon), both.substring(colon + 1).replaceAll("\0+$", ""));
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            // Said below, without the secret.
        }
        throw malformedEntry(key);
    }

    private CredentialsFileException malformedEntry(String key) {
        return new CredentialsFileException(file, "the entry for " + Printable.shorten(key) + " is malformed");
    }

    /** The one spelling of a key: docker's addresses become hosts, Docker Hub's names one. */
    private static String keyOf(String written) {
        String lower = written.toLowerCase(Locale.ROOT);
        boolean address = lower.startsWith("https://") || lower.startsWith("http://");
        String plain = address ? written.substring(written.indexOf("//") + 2) : written;
        int slash = plain.indexOf('/');
        String host = Reference.canonicalHost(slash < 0 ? plain : plain.substring(0, slash));
        String path = slash < 0 ? "" : plain.substring(slash + 1).replaceAll("/+$", "");
        return address || path.isEmpty() || path.equals("v1") || path.equals("v2") ? host : host + '/' + path;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
