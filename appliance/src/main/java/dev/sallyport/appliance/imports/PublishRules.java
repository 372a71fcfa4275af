package dev.sallyport.appliance.imports;

import dev.sallyport.appliance.store.StreamHistory;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Position;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.VerifiedStatement;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.signature.RepositoryPattern;
import dev.sallyport.signature.TrustedKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a verified statement must keep to before its release is published. Asked when a volume comes, whenever somebody asks
 * for an import's state, and once more inside the transaction that publishes.
 */
final class PublishRules {
    private static final Duration AHEAD = Duration.ofDays(2);

    private final Clock clock;

    PublishRules(Clock clock) {
        this.clock = clock;
    }

    /** The sequence is above the highest ever published, and the history is ours; or it is published already. */
    void checkHistory(Statement statement, Digest id, StreamHistory history) throws StreamPositionException {
        if (history.statementAt(statement.sequence()).filter(id::equals).isPresent()) {
            return;
        }
        requireAgreement(statement, new Position(statement.sequence(), id), history);
        if (statement.sequence() <= history.highest()) {
            throw StreamPositionException.older(statement, history.highest());
        }
        Position previous = statement.previous();
        if (previous != null) {
            requireAgreement(statement, previous, history);
        }
        long before = previous == null ? 0 : previous.sequence();
        if (before < history.highest()) {
            throw StreamPositionException.passedOver(statement, before, history.highest());
        }
        Position base = statement.base();
        if (base != null) {
            requireAgreement(statement, base, history);
        }
    }

    private static void requireAgreement(Statement statement, Position named, StreamHistory history)
            throws StreamPositionException {
        Optional<Digest> published = history.statementAt(named.sequence());
        if (published.isPresent() && !published.get().equals(named.digest())) {
            throw StreamPositionException.forked(statement, named, published.get());
        }
    }

    /** The statement has not expired. */
    void checkExpiry(Statement statement, StreamHistory history) throws StatementTimeException {
        Instant expires = statement.expires();
        Instant now = now(history);
        if (expires != null && !now.isBefore(expires)) {
            throw StatementTimeException.expired(expires, now);
        }
    }

    /** The statement is not of a time that has not come. */
    void checkClock(Statement statement, StreamHistory history) throws StatementTimeException {
        Instant now = now(history);
        if (statement.created().isAfter(now.plus(AHEAD))) {
            throw StatementTimeException.ahead(statement.created(), now);
        }
    }

    // A clock that was set back does not bring an expired statement to life: what was published says it is later.
    private Instant now(StreamHistory history) {
        Instant now = clock.instant();
        @Nullable Instant latest = history.latest();
        return latest != null && latest.isAfter(now) ? latest : now;
    }

    /** Every repository is one that as many signers as the stream asks for may publish into. */
    void checkClaims(VerifiedStatement verified, List<BundleRoot> roots) throws RepositoryClaimException {
        int threshold = verified.signers().stream()
                .mapToInt(TrustedKey::threshold)
                .max()
                .orElse(1);
        RepositoryName last = null;
        for (BundleRoot root : roots) {
            if (!root.repository().equals(last)) {
                last = root.repository();
                checkClaim(verified, last, threshold);
            }
        }
    }

    private static void checkClaim(VerifiedStatement verified, RepositoryName repository, int threshold)
            throws RepositoryClaimException {
        if (!repository.startsWithHost()) {
            throw RepositoryClaimException.local(verified.statement().stream(), repository);
        }
        long allowing = verified.signers().stream()
                .filter(key -> allows(key, repository))
                .map(key -> key.key().id())
                .distinct()
                .count();
        if (allowing < threshold) {
            String allowed = verified.signers().stream()
                    .map(TrustedKey::repositories)
                    .map(pattern -> pattern == null ? "any with a host" : pattern.text())
                    .distinct()
                    .collect(Collectors.joining("; "));
            throw RepositoryClaimException.outside(verified.statement().stream(), repository, allowed);
        }
    }

    private static boolean allows(TrustedKey key, RepositoryName repository) {
        RepositoryPattern pattern = key.repositories();
        return pattern == null || pattern.matches(repository);
    }
}
