package dev.sallyport.appliance.uploads;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;

/** Says whether there is room for what somebody pushes: quotas, and space that must stay free. Safe for use by many threads. */
public interface SpaceRules {
    /** There is always room. */
    SpaceRules NONE = (repository, received, expected) -> {};

    /**
     * Asked before a body is read, and again and again while one without a length is.
     *
     * @param received bytes of this blob or manifest that are on the disk already
     * @param expected how many more are to come; 0 if that is unknown
     * @throws QuotaExceededException if they are more than the repository may have
     * @throws StorageFullException if they do not fit on the disk
     */
    void check(RepositoryName repository, long received, long expected) throws IOException, SallyportException;
}
