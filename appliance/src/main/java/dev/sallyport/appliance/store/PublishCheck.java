package dev.sallyport.appliance.store;

import dev.sallyport.failure.SallyportException;
import dev.sallyport.signature.TrustPolicy;

/** The last word before a release is published, said inside the transaction that publishes it. */
public interface PublishCheck {
    /**
     * Throws if the release must not be published.
     *
     * @param trust who is trusted at this moment
     * @param history what was published in the stream up to this moment
     */
    void check(TrustPolicy trust, StreamHistory history) throws SallyportException;
}
