package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.store.ClaimedRepositoryException;
import dev.sallyport.appliance.store.DiskReserveException;
import dev.sallyport.appliance.store.JournalStoppedException;
import dev.sallyport.appliance.store.QuotaExceededException;
import dev.sallyport.appliance.store.UnknownContentException;
import dev.sallyport.appliance.uploads.AbsentContentException;
import dev.sallyport.appliance.uploads.BusyUploadException;
import dev.sallyport.appliance.uploads.InvalidManifestException;
import dev.sallyport.appliance.uploads.StorageFullException;
import dev.sallyport.appliance.uploads.TooManyUploadsException;
import dev.sallyport.appliance.uploads.UnknownUploadException;
import dev.sallyport.appliance.uploads.UploadLengthException;
import dev.sallyport.content.DigestMismatchException;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedJsonException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The specification's errors for what a push or a deletion may fail with. */
final class Failures {
    private static final String RETRY_SECONDS = "60";
    private static final int MOST_NAMED = 20;

    private Failures() {}

    /** What a full disk is answered with, if {@code failure} says that it is full. */
    static void throwIfFull(IOException failure) throws RegistryException {
        try {
            StorageFullException.throwIfFull(failure);
        } catch (StorageFullException e) {
            throw of(e);
        }
    }

    /** As an answer; clients print the message alone, so it says the remedy too. */
    static RegistryException of(SallyportException failure) {
        if (failure instanceof AbsentContentException absent) {
            return absent(absent.getMessage(), absent.remedy(), absent.digests());
        }
        if (failure instanceof UnknownContentException unknown) {
            return absent(unknown.getMessage(), unknown.remedy(), unknown.digests());
        }
        if (failure instanceof TooManyUploadsException) {
            return answer(RegistryErrorCode.TOOMANYREQUESTS, failure).with(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        if (failure instanceof StorageFullException || failure instanceof DiskReserveException) {
            return answer(RegistryErrorCode.DENIED, failure).with(HttpStatus.INSUFFICIENT_STORAGE);
        }
        if (failure instanceof JournalStoppedException) {
            return answer(RegistryErrorCode.UNKNOWN, failure).with(HttpStatus.SERVICE_UNAVAILABLE);
        }
        return answer(code(failure), failure);
    }

    private static RegistryErrorCode code(SallyportException failure) {
        if (failure instanceof UnknownUploadException) {
            return RegistryErrorCode.BLOB_UPLOAD_UNKNOWN;
        }
        if (failure instanceof BusyUploadException) {
            return RegistryErrorCode.BLOB_UPLOAD_INVALID;
        }
        if (failure instanceof UploadLengthException) {
            return RegistryErrorCode.SIZE_INVALID;
        }
        if (failure instanceof DigestMismatchException) {
            return RegistryErrorCode.DIGEST_INVALID;
        }
        if (failure instanceof InvalidManifestException || failure instanceof MalformedJsonException) {
            return RegistryErrorCode.MANIFEST_INVALID;
        }
        if (failure instanceof ClaimedRepositoryException || failure instanceof QuotaExceededException) {
            return RegistryErrorCode.DENIED;
        }
        return switch (failure.category()) {
            case USAGE, REFUSED, MISSING, DENIED -> RegistryErrorCode.DENIED;
            case FAILED, UNREACHABLE -> RegistryErrorCode.UNKNOWN;
        };
    }

    private static RegistryException answer(RegistryErrorCode code, SallyportException failure) {
        return new RegistryException(code, sentence(failure), failure.facts());
    }

    private static RegistryException absent(String message, String remedy, List<Digest> digests) {
        return RegistryException.ofAll(
                RegistryErrorCode.MANIFEST_BLOB_UNKNOWN,
                sentence(message, remedy),
                digests.isEmpty()
                        ? List.of(Map.of())
                        : digests.stream()
                                .limit(MOST_NAMED)
                                .map(digest -> Map.of("digest", digest.toString()))
                                .toList());
    }

    /** What failed, and the remedy. */
    static String sentence(SallyportException failure) {
        return sentence(String.valueOf(failure.getMessage()), failure.remedy());
    }

    private static String sentence(String message, String remedy) {
        return remedy.isEmpty() ? message : message + ". " + remedy;
    }
}
