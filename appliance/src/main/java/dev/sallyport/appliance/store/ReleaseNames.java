package dev.sallyport.appliance.store;

import dev.sallyport.bundle.Omission;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.OmittedImage;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.DerivedTags;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.TagChoice;
import dev.sallyport.oci.TaggedImage;
import dev.sallyport.signature.KeyId;
import dev.sallyport.signature.RepositoryPattern;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** What a release brings beside tags and links: derived tags, aliases, and what was left out of it. */
final class ReleaseNames {
    private static final RangeWriter DERIVED =
            new RangeWriter("derived_tag", List.of("repo", "name", "stream"), List.of("target", "other"));
    private static final RangeWriter LEFT_OUT =
            new RangeWriter("left_out", List.of("stream", "parent", "child"), List.of("platforms", "reason"));
    private static final RangeWriter ALIASES =
            new RangeWriter("alias", List.of("name", "tag", "stream"), List.of("target", "target_tag"));
    private static final int LONGEST_PLATFORMS = 1000;
    private static final int LONGEST_REASON = 400;

    private final Connection connection;
    private final long stream;
    private final long sequence;

    ReleaseNames(Connection connection, long stream, long sequence) {
        this.connection = connection;
        this.stream = stream;
        this.sequence = sequence;
    }

    /**
     * Works out, from its tags, what derives in each repository; where no tag changed it stays as it was.
     *
     * @param changed those in which one did
     * @param written all that the release has
     */
    void derive(Set<Long> changed, Set<Long> written) throws SQLException {
        for (long repository : changed) {
            Map<List<Object>, List<Object>> rows = new HashMap<>();
            for (TagChoice choice : DerivedTags.all(tags(repository)).values()) {
                List<Object> value = Arrays.asList(
                        choice.chosen().get(0).tag(),
                        choice.isTie() ? choice.chosen().get(1).tag() : null);
                rows.put(List.of(repository, choice.asked(), stream), value);
            }
            DERIVED.write(connection, "stream = ? and repo = ?", List.of(stream, repository), sequence, rows);
        }
        StreamRanges.endOthers(connection, "derived_tag", stream, sequence, written);
    }

    private List<TaggedImage> tags(long repository) throws SQLException {
        List<TaggedImage> tags = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select name, digest, platforms from tag"
                + " where stream = ? and to_seq = ? and repo = ? and kind = ?")) {
            select.setLong(1, stream);
            select.setLong(2, Schema.OPEN);
            select.setLong(3, repository);
            select.setString(4, TagWriter.EXACT);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    String platforms = Rows.text(rows, 3);
                    tags.add(new TaggedImage(
                            Rows.text(rows, 1),
                            Rows.digest(rows, 2),
                            platforms.isEmpty() ? Set.of() : Set.of(platforms.split(",", -1))));
                }
            }
        }
        return tags;
    }

    /** Keeps what the release was made without. */
    void leaveOut(Omitted omitted) throws SQLException, SallyportException {
        Map<List<Object>, Set<String>> platforms = new HashMap<>();
        Map<List<Object>, String> reasons = new HashMap<>();
        for (Omission omission : omitted.content()) {
            List<Object> key = List.of(
                    stream,
                    omission.parent().toString(),
                    omission.child().digest().toString());
            // An index may name one manifest for two platforms.
            platforms
                    .computeIfAbsent(key, unused -> new HashSet<>())
                    .add(omission.child().platformText());
            reasons.putIfAbsent(key, omission.reason());
        }
        Map<List<Object>, List<Object>> rows = new HashMap<>();
        platforms.forEach((key, texts) -> rows.put(key, List.of(join(texts), cut(reasons.getOrDefault(key, "")))));
        for (OmittedImage omission : omitted.images()) {
            String name =
                    leftOut(omission.image().repositoryName(), omission.image().selector());
            rows.put(List.of(stream, "", name), List.of("", cut(omission.reason())));
        }
        LEFT_OUT.write(connection, "stream = ?", List.of(stream), sequence, rows);
    }

    /** How an image without content is named in {@code left_out}. */
    static String leftOut(RepositoryName repository, String reference) {
        return repository.value() + (Digest.tryParse(reference).isPresent() ? '@' : ':') + reference;
    }

    private static String join(Set<String> texts) {
        String joined = String.join(", ", texts.stream().sorted().toList());
        return joined.length() > LONGEST_PLATFORMS ? joined.substring(0, LONGEST_PLATFORMS) : joined;
    }

    private static String cut(String reason) {
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    }

    /**
     * Takes over the aliases that the release proposes, as far as enough of the keys that signed it may make them at this
     * moment. Their targets have a host: so none is an alias itself that a client could be sent to.
     */
    void alias(SortedMap<String, String> proposed, Collection<KeyId> signers) throws SQLException {
        Map<List<Object>, List<Object>> rows = new HashMap<>();
        if (!proposed.isEmpty()) {
            Allowance allowance = allowance(signers);
            proposed.forEach((name, target) -> {
                RepositoryName alias = new RepositoryName(name);
                if (new RepositoryName(target).startsWithHost()
                        && !proposed.containsKey(target)
                        && allowance.allows(alias)) {
                    rows.put(List.of(name, "", stream), List.of(target, ""));
                }
            });
        }
        ALIASES.write(connection, "stream = ?", List.of(stream), sequence, rows);
    }

    private record Allowance(List<RepositoryPattern> patterns, int threshold) {
        boolean allows(RepositoryName alias) {
            return patterns.stream().filter(pattern -> pattern.matches(alias)).count() >= threshold;
        }
    }

    // Trust is of the journal too, so a database that is built again decides the same.
    private Allowance allowance(Collection<KeyId> signers) throws SQLException {
        List<RepositoryPattern> patterns = new ArrayList<>();
        int threshold = 1;
        try (PreparedStatement select = connection.prepareStatement("select k.aliases, k.threshold from trusted_key k"
                + " join stream s on s.name = k.stream where s.id = ? and k.key_id = ? and k.revoked is null")) {
            for (KeyId signer : signers) {
                select.setLong(1, stream);
                select.setString(2, signer.toString());
                try (ResultSet rows = select.executeQuery()) {
                    if (rows.next()) {
                        String aliases = rows.getString(1);
                        if (aliases != null) {
                            patterns.add(new RepositoryPattern(aliases));
                        }
                        threshold = Math.max(threshold, rows.getInt(2));
                    }
                }
            }
        }
        return new Allowance(patterns, threshold);
    }
}
