package dev.sallyport.appliance.registry;

import dev.sallyport.oci.Printable;
import java.util.Map;
import java.util.TreeMap;

/** A request that is answered with one of the specification's errors. */
final class RegistryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RegistryErrorCode code;
    private final transient Map<String, String> detail;
    private final transient Map<String, String> headers;

    /**
     * @param message for people: clients print nothing else
     * @param detail for programs: what the message is about, by name
     */
    RegistryException(RegistryErrorCode code, String message, Map<String, String> detail) {
        this(code, message, detail, Map.of());
    }

    private RegistryException(
            RegistryErrorCode code, String message, Map<String, String> detail, Map<String, String> headers) {
        super(Printable.clean(message));
        this.code = code;
        this.detail = new TreeMap<>(detail);
        this.headers = Map.copyOf(headers);
    }

    /** One whose answer has a header of its own. */
    static RegistryException withHeader(
            RegistryErrorCode code, String message, Map<String, String> detail, String header, String value) {
        return new RegistryException(code, message, detail, Map.of(header, value));
    }

    /** What the answer's head says besides. */
    Map<String, String> headers() {
        return headers == null ? Map.of() : headers;
    }

    RegistryErrorCode code() {
        return code;
    }

    /** The answer's body. */
    byte[] body() {
        return RegistryErrors.encode(code, String.valueOf(getMessage()), detail == null ? Map.of() : detail);
    }
}
