package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.QuotaChange.QuotaRemoved;
import dev.sallyport.appliance.store.QuotaChange.QuotaSet;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.util.List;

/** How many bytes people may push into which repositories. Thread-safe. */
public final class Quotas {
    private final Transactions transactions;
    private final ChangeWriter writer;

    Quotas(Transactions transactions, ChangeWriter writer) {
        this.transactions = transactions;
        this.writer = writer;
    }

    /**
     * Limits what the repositories under {@code prefix} may hold together, from now on; what is there already stays, however much.
     *
     * @param bytes 0 or more
     * @param actor who asks
     */
    public void set(QuotaPrefix prefix, long bytes, String actor) throws IOException, SallyportException {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is below 0: " + bytes);
        }
        writer.submit(new QuotaSet(prefix, bytes), actor, connection -> {});
    }

    /** Takes a limit away. Whether there was one. */
    public boolean remove(QuotaPrefix prefix, String actor) throws IOException, SallyportException {
        boolean there = list().stream().anyMatch(quota -> quota.prefix().equals(prefix));
        if (there) {
            writer.submit(new QuotaRemoved(prefix), actor, connection -> {});
        }
        return there;
    }

    /** Every quota, by prefix. */
    public List<Quota> list() throws IOException {
        return transactions.read(connection -> QuotaRows.list(connection, prefix -> true));
    }

    /** The quotas that count what is pushed into {@code repository}, with what is used at this moment. */
    public List<Quota> of(RepositoryName repository) throws IOException {
        return transactions.read(connection -> QuotaRows.list(connection, prefix -> prefix.covers(repository)));
    }
}
