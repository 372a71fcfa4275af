package dev.sallyport.appliance.uploads;

import dev.sallyport.appliance.store.RoomClaim;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;

/** Says whether there is room for what somebody pushes: quotas, and space that must stay free. Safe for use by many threads. */
public interface PushSpace {
    /** There is always room. */
    PushSpace NONE = (repository, received, expected) -> {};

    /**
     * Asked before a body is read, and again and again while one without a length is.
     *
     * @param received bytes of this blob or manifest that are on the disk already
     * @param expected how many more are to come; 0 if that is unknown
     * @throws SallyportException if they are more than the repository may have, or do not fit on the disk
     */
    void check(RepositoryName repository, long received, long expected) throws IOException, SallyportException;

    /**
     * Claims room on the disk for so many bytes that are to come now.
     *
     * @throws SallyportException if there is none beside what others claimed
     */
    default RoomClaim claim(long bytes) throws IOException, SallyportException {
        return RoomClaim.NONE;
    }
}
