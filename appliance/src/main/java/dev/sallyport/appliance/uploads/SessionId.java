package dev.sallyport.appliance.uploads;

import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a session: {@code push-RANDOM-REPOSITORY-OWNER}, the last two as the beginnings of digests. So whatever outlives a
 * restart says where it belongs and whose it counts as. Nobody guesses the random part.
 */
record SessionId(String value, String repositoryMark, String ownerMark) {
    private static final int RANDOM_BYTES = 16;
    private static final int MARK = 16;
    private static final Pattern GRAMMAR = Pattern.compile("push-[0-9a-f]{32}-([0-9a-f]{16})-([0-9a-f]{16})");
    private static final SecureRandom RANDOM = new SecureRandom();

    static SessionId make(RepositoryName repository, String owner) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        String repositoryMark = mark(repository.value());
        String ownerMark = mark(owner);
        return new SessionId(
                "push-" + HexFormat.of().formatHex(random) + '-' + repositoryMark + '-' + ownerMark,
                repositoryMark,
                ownerMark);
    }

    /** Empty for what no session was ever named. */
    static Optional<SessionId> parse(String text) {
        Matcher matcher = GRAMMAR.matcher(text);
        return matcher.matches()
                ? Optional.of(new SessionId(text, matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    boolean isIn(RepositoryName repository) {
        return repositoryMark.equals(mark(repository.value()));
    }

    UploadId uploadId() {
        return new UploadId(value);
    }

    private static String mark(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, MARK);
    }
}
