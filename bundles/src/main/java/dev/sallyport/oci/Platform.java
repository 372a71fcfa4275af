package dev.sallyport.oci;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest runs on.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md">image index</a>
 */
public record Platform(
        String os,
        String architecture,
        @Nullable String variant,
        @Nullable String osVersion) {
    private static final String PART = "[A-Za-z0-9_.-]{1,64}";

    public Platform {
        requireNonNull(os, "os is null");
        requireNonNull(architecture, "architecture is null");
    }

    /** Reads {@code os/architecture[/variant][:os.version]}, as on a command line. */
    public static Platform parse(String text) throws MalformedValueException {
        int colon = text.indexOf(':');
        String osVersion = colon < 0 ? null : text.substring(colon + 1);
        String[] parts = (colon < 0 ? text : text.substring(0, colon)).split("/", -1);
        boolean valid = (parts.length == 2 || parts.length == 3) && (osVersion == null || osVersion.matches(PART));
        for (String part : parts) {
            valid &= part.matches(PART);
        }
        if (!valid) {
            throw new MalformedValueException(
                    "platform", text, "os/architecture, with /variant or :os.version if need be, such as linux/arm64");
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : null, osVersion);
    }

    static Platform read(JsonReader json) throws MalformedJsonException {
        return new Platform(
                json.text("os"),
                json.text("architecture"),
                json.optionalText("variant").orElse(null),
                json.optionalText("os.version").orElse(null));
    }

    /**
     * The platform that an image's config says; empty if it says none.
     *
     * @param what the config's name for messages
     * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md">image configuration</a>
     */
    public static Optional<Platform> ofConfig(String what, byte[] config) throws MalformedJsonException {
        JsonReader json = StrictJson.parseObject(what, config, Manifest.MAX_SIZE);
        return json.has("os") && json.has("architecture") ? Optional.of(read(json)) : Optional.empty();
    }

    /**
     * Whether this selects {@code other}: what this does not say, it does not ask for. The last numbers of an os.version need not
     * be said: {@code 10.0.20348} selects every revision of that Windows.
     */
    public boolean selects(Platform other) {
        return os.equals(other.os)
                && architecture.equals(other.architecture)
                && (variant == null || variant.equals(other.variant))
                && (osVersion == null || (other.osVersion != null && isPartOf(osVersion, other.osVersion)));
    }

    private static boolean isPartOf(String asked, String found) {
        return found.equals(asked) || found.startsWith(asked + '.');
    }

    Json toJson() {
        return new JsonWriter()
                .put("architecture", architecture)
                .put("os", os)
                .putIfPresent("os.version", osVersion)
                .putIfPresent("variant", variant)
                .toObject();
    }

    /** {@code os/architecture[/variant][:os.version]}. */
    @Override
    public String toString() {
        return os
                + '/'
                + architecture
                + (variant == null ? "" : '/' + variant)
                + (osVersion == null ? "" : ':' + osVersion);
    }
}
