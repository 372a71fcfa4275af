package dev.sallyport.appliance.registry;

import dev.sallyport.oci.Printable;
import java.util.Map;
import java.util.TreeMap;

/** A request that is answered with one of the specification's errors. */
final class RegistryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RegistryErrorCode code;
    private final transient Map<String, String> detail;

    /**
     * @param message for people: clients print nothing else
     * @param detail for programs: what the message is about, by name
     */
    RegistryException(RegistryErrorCode code, String message, Map<String, String> detail) {
        super(Printable.clean(message));
        this.code = code;
        this.detail = new TreeMap<>(detail);
    }

    RegistryErrorCode code() {
        return code;
    }

    /** The answer's body. */
    byte[] body() {
        return RegistryErrors.encode(code, String.valueOf(getMessage()), detail == null ? Map.of() : detail);
    }
}
