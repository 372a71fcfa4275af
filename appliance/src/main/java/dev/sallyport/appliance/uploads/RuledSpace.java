package dev.sallyport.appliance.uploads;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.store.RoomClaim;
import dev.sallyport.appliance.store.SpaceRules;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;

/** Room for pushes by the rules of the store: quotas count all of a blob, the disk only what is not on it yet. */
public final class RuledSpace implements PushSpace {
    private final SpaceRules rules;

    public RuledSpace(SpaceRules rules) {
        this.rules = requireNonNull(rules, "rules is null");
    }

    @Override
    public void check(RepositoryName repository, long received, long expected) throws IOException, SallyportException {
        rules.checkWritten(repository, received + expected);
        if (expected > 0) {
            rules.checkDisk(expected);
        }
    }

    @Override
    public RoomClaim claim(long bytes) throws IOException, SallyportException {
        return rules.claim(bytes);
    }
}
