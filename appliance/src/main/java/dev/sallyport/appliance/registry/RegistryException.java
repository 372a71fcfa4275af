package dev.sallyport.appliance.registry;

import dev.sallyport.oci.Printable;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request that is answered with the specification's errors, usually one. */
final class RegistryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RegistryErrorCode code;
    private final transient List<Map<String, String>> details = new ArrayList<>();
    private final transient Map<String, String> headers = new TreeMap<>();
    private @Nullable HttpStatus status;

    /**
     * @param message for people: clients print nothing else
     * @param detail for programs: what the message is about, by name
     */
    RegistryException(RegistryErrorCode code, String message, Map<String, String> detail) {
        super(Printable.clean(message));
        this.code = code;
        details.add(new TreeMap<>(detail));
    }

    /** The same error about several things, one or more. */
    static RegistryException ofAll(RegistryErrorCode code, String message, List<Map<String, String>> details) {
        RegistryException failure = new RegistryException(code, message, details.get(0));
        details.stream().skip(1).forEach(failure.details::add);
        return failure;
    }

    /** One whose answer has a header of its own. */
    static RegistryException withHeader(
            RegistryErrorCode code, String message, Map<String, String> detail, String header, String value) {
        return new RegistryException(code, message, detail).with(header, value);
    }

    /** Adds a header to the answer. */
    RegistryException with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** Answers with another status than the code's. */
    RegistryException with(HttpStatus other) {
        status = other;
        return this;
    }

    RegistryErrorCode code() {
        return code;
    }

    HttpStatus status() {
        return status == null ? code.status() : status;
    }

    void addHeaders(MutableHttpResponse<?> answer) {
        headers.forEach(answer::header);
    }

    /** The answer's body. */
    byte[] body() {
        return RegistryErrors.encode(code, String.valueOf(getMessage()), details);
    }
}
