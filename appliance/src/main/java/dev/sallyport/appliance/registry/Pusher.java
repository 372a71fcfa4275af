package dev.sallyport.appliance.registry;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.access.Caller;
import dev.sallyport.oci.RepositoryName;

/**
 * Somebody who may push into a repository.
 *
 * @param address where he is, for people
 */
record Pusher(RepositoryName repository, Caller caller, String address) {
    Pusher {
        requireNonNull(repository, "repository is null");
        requireNonNull(caller, "caller is null");
        requireNonNull(address, "address is null");
    }

    /** For the journal. */
    String actor() {
        return caller.name();
    }

    /** Whose open uploads his are counted with: those who did not say who they are are told apart by where they are. */
    String owner() {
        return caller instanceof Caller.Anonymous ? caller.name() + '@' + address : caller.name();
    }
}
