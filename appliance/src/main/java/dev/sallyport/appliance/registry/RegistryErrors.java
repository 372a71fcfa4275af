package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.http.ErrorFormat;
import dev.sallyport.oci.JsonWriter;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** The specification's error document, also for what fails before a controller is reached. */
@Singleton
final class RegistryErrors implements ErrorFormat {
    private static final String READ_ONLY =
            "not supported here: this registry is filled by imported bundles and takes no pushes or deletions";

    @Override
    public String pathPrefix() {
        return "/v2";
    }

    @Override
    public MediaType mediaType() {
        return MediaType.APPLICATION_JSON_TYPE;
    }

    @Override
    public byte[] body(HttpStatus status, String message) {
        return switch (status) {
            case NOT_FOUND -> encode(RegistryErrorCode.NAME_UNKNOWN, message, Map.of());
            case METHOD_NOT_ALLOWED -> encode(RegistryErrorCode.UNSUPPORTED, READ_ONLY, Map.of());
            default -> encode(RegistryErrorCode.UNKNOWN, message, Map.of());
        };
    }

    static byte[] encode(RegistryErrorCode code, String message, Map<String, String> detail) {
        JsonWriter error = new JsonWriter().put("code", code.name()).put("message", message);
        return new JsonWriter()
                .putAll("errors", List.of(error.putTexts("detail", detail).toObject()), value -> value)
                .toBytes();
    }
}
