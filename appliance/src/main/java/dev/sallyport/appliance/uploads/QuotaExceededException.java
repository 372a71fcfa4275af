package dev.sallyport.appliance.uploads;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.util.Map;

/** A push for which a repository's quota has no room. */
public final class QuotaExceededException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /**
     * @param prefix the part of the name that the quota is for
     * @param used bytes that are there, this upload included
     */
    public QuotaExceededException(RepositoryName repository, String prefix, long used, long expected, long quota) {
        super(
                "quota-exceeded",
                Category.DENIED,
                "The quota of " + prefix + " is " + quota + " bytes: " + used + " are used, and " + expected
                        + " more do not fit",
                "Delete images there, or ask the administrator for a larger quota.",
                Map.of(
                        "repository",
                        repository.value(),
                        "prefix",
                        prefix,
                        "used",
                        Long.toString(used),
                        "expected",
                        Long.toString(expected),
                        "quota",
                        Long.toString(quota)));
    }
}
