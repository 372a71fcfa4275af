package dev.sallyport.appliance.store;

import dev.sallyport.appliance.store.TrustChange.TrustAdded;
import dev.sallyport.appliance.store.TrustChange.TrustRevoked;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.signature.KeyId;
import dev.sallyport.signature.RepositoryPattern;
import dev.sallyport.signature.TrustPolicy;
import dev.sallyport.signature.VerificationKey;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whose signatures count for which streams. Thread-safe. */
public final class TrustRegister {
    private static final int MOST_SIGNERS = 16;

    private final Transactions transactions;
    private final ChangeWriter writer;
    private final TrustRows rows;
    private final TrustFiles files;

    TrustRegister(Transactions transactions, ChangeWriter writer, TrustRows rows, TrustFiles files) {
        this.transactions = transactions;
        this.writer = writer;
        this.rows = rows;
        this.files = files;
    }

    /**
     * Trusts {@code key} for {@code stream} from now on, also if it was revoked before.
     *
     * @param publisher who holds the key: 1 to 200 printable characters
     * @param repositories which repositories it may publish into; null for every one that starts with a host
     * @param aliases which aliases its releases may make; null for none
     * @param threshold how many keys must sign the stream from now on, 1 to 16; null to leave that as it is
     * @param actor who asks
     * @return whether that was new
     */
    public boolean add(
            VerificationKey key,
            String publisher,
            StreamName stream,
            @Nullable RepositoryPattern repositories,
            @Nullable RepositoryPattern aliases,
            @Nullable Integer threshold,
            String actor)
            throws IOException, SallyportException {
        if (publisher.isBlank() || publisher.length() > 200 || publisher.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("publisher is not 1 to 200 printable characters");
        }
        if (threshold != null && (threshold < 1 || threshold > MOST_SIGNERS)) {
            throw new IllegalArgumentException("threshold is not 1 to " + MOST_SIGNERS + ": " + threshold);
        }
        int wanted =
                threshold != null ? threshold : transactions.read(connection -> rows.threshold(connection, stream));
        TrustAdded change = new TrustAdded(key.id(), publisher, stream, repositories, aliases, wanted);
        if (list().stream().anyMatch(entry -> says(entry, change))) {
            return false;
        }
        files.save(key);
        writer.submit(change, actor, connection -> {});
        return true;
    }

    /** As the other, for a key whose releases may make no aliases. */
    public boolean add(
            VerificationKey key,
            String publisher,
            StreamName stream,
            @Nullable RepositoryPattern repositories,
            @Nullable Integer threshold,
            String actor)
            throws IOException, SallyportException {
        return add(key, publisher, stream, repositories, null, threshold, actor);
    }

    private static boolean says(TrustEntry entry, TrustAdded change) {
        return entry.revoked() == null
                && entry.key().id().equals(change.key())
                && entry.stream().equals(change.stream())
                && entry.publisher().equals(change.publisher())
                && Objects.equals(entry.repositories(), change.repositories())
                && Objects.equals(entry.aliases(), change.aliases())
                && entry.threshold() == change.threshold();
    }

    /**
     * Lets a key's signatures count no more. What was published stays.
     *
     * @param stream for this stream only; null for all
     * @param actor who asks
     * @return whether they counted until now
     * @throws UnknownKeyException if the key was never trusted for it
     */
    public boolean revoke(KeyId key, @Nullable StreamName stream, String actor) throws IOException, SallyportException {
        List<TrustEntry> entries = list().stream()
                .filter(entry -> entry.key().id().equals(key)
                        && (stream == null || entry.stream().equals(stream)))
                .toList();
        if (entries.isEmpty()) {
            throw new UnknownKeyException(key, stream);
        }
        if (entries.stream().allMatch(entry -> entry.revoked() != null)) {
            return false;
        }
        writer.submit(new TrustRevoked(key, stream), actor, connection -> {});
        return true;
    }

    /** Every key and stream, those that are revoked too, by stream and key id. */
    public List<TrustEntry> list() throws IOException {
        return transactions.read(rows::list);
    }

    /** What bundles are verified with at this moment. */
    public TrustPolicy policy() throws IOException {
        return transactions.read(this::policy);
    }

    TrustPolicy policy(Connection connection) throws SQLException, IOException {
        return new TrustPolicy(
                rows.list(connection).stream().map(TrustEntry::toTrustedKey).toList());
    }
}
