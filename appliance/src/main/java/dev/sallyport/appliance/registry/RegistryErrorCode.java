package dev.sallyport.appliance.registry;

import io.micronaut.http.HttpStatus;

/**
 * The error codes this registry answers with, each with its status.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes">error codes</a>
 */
enum RegistryErrorCode {
    BLOB_UNKNOWN(HttpStatus.NOT_FOUND),
    BLOB_UPLOAD_UNKNOWN(HttpStatus.NOT_FOUND),
    /** The caller is known and may not, or nobody may. */
    DENIED(HttpStatus.FORBIDDEN),
    DIGEST_INVALID(HttpStatus.BAD_REQUEST),
    MANIFEST_UNKNOWN(HttpStatus.NOT_FOUND),
    NAME_INVALID(HttpStatus.BAD_REQUEST),
    NAME_UNKNOWN(HttpStatus.NOT_FOUND),
    /** Of the reference implementation; the specification leaves a malformed {@code n} open. */
    PAGINATION_NUMBER_INVALID(HttpStatus.BAD_REQUEST),
    /** Of the reference implementation; the specification has none for a range beyond the end. */
    RANGE_INVALID(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE),
    TAG_INVALID(HttpStatus.BAD_REQUEST),
    TOOMANYREQUESTS(HttpStatus.TOO_MANY_REQUESTS),
    /** The caller is not known, or is not who they say. */
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED),
    UNSUPPORTED(HttpStatus.METHOD_NOT_ALLOWED),
    /** A request to the token endpoint that makes no sense. */
    BAD_TOKEN_REQUEST(HttpStatus.BAD_REQUEST),
    /** Of the reference implementation, for what has no code of its own. */
    UNKNOWN(HttpStatus.INTERNAL_SERVER_ERROR);

    private final HttpStatus status;

    RegistryErrorCode(HttpStatus status) {
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
