package dev.sallyport.appliance.uploads;

import static java.util.Objects.requireNonNull;

/**
 * How far an upload is.
 *
 * @param id names it, in its repository
 * @param size how many bytes have come
 */
public record UploadStatus(String id, long size) {
    public UploadStatus {
        requireNonNull(id, "id is null");
    }
}
