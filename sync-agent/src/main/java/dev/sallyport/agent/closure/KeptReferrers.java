package dev.sallyport.agent.closure;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import java.util.List;

/** Referrers that an earlier statement named, by what they refer to. Safe for use by many threads. */
public interface KeptReferrers {
    /** There are none. */
    KeptReferrers NONE = (repository, subject) -> List.of();

    /** Those in {@code repository} whose subject is {@code subject}. */
    List<RootRequest> of(RepositoryName repository, Digest subject);
}
