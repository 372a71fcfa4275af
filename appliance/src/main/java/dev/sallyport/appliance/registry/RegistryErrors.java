package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.http.ErrorFormat;
import dev.sallyport.oci.Json;
import dev.sallyport.oci.JsonWriter;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** The specification's error document, also for what fails before a controller is reached. */
@Singleton
final class RegistryErrors implements ErrorFormat {
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
            case METHOD_NOT_ALLOWED -> encode(RegistryErrorCode.UNSUPPORTED, message, Map.of());
            default -> encode(RegistryErrorCode.UNKNOWN, message, Map.of());
        };
    }

    static byte[] encode(RegistryErrorCode code, String message, Map<String, String> detail) {
        return encode(code, message, List.of(detail));
    }

    /** One error for each detail. */
    static byte[] encode(RegistryErrorCode code, String message, List<Map<String, String>> details) {
        return new JsonWriter()
                .putAll("errors", details, detail -> error(code, message, detail))
                .toBytes();
    }

    private static Json error(RegistryErrorCode code, String message, Map<String, String> detail) {
        return new JsonWriter()
                .put("code", code.name())
                .put("message", message)
                .putTexts("detail", detail)
                .toObject();
    }
}
