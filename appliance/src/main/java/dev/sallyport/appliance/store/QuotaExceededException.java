package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.util.Map;

/** More than a quota leaves. */
public final class QuotaExceededException extends SallyportException {
    private static final long serialVersionUID = 1L;

    /** @param wanted how many bytes more somebody wants to push */
    public QuotaExceededException(RepositoryName repository, Quota quota, long wanted) {
        super(
                "quota-exceeded",
                Category.DENIED,
                repository + " has no room for " + wanted + " bytes more: the quota of "
                        + quota.prefix().text() + " is " + quota.limit() + " bytes, of which " + quota.used()
                        + " are used",
                "Delete what is not needed, or have an administrator raise it: appliance quota set "
                        + quota.prefix().text() + " SIZE.",
                Map.of(
                        "repository", repository.value(),
                        "prefix", quota.prefix().text(),
                        "limit", Long.toString(quota.limit()),
                        "used", Long.toString(quota.used()),
                        "wanted", Long.toString(wanted)));
    }
}
