package dev.sallyport.failure;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An expected failure: says what failed, on which object, and what to do about it.
 *
 * <p>Subclasses are one per failure. Their message names the object, what was expected and what was found; the remedy is
 * one sentence that the operator can act on.
 */
public abstract class SallyportException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final Category category;
    private final String remedy;
    private final transient Map<String, String> facts;

    /**
     * @param code stable, lower case with dashes, unique per subclass, for programs
     * @param remedy one sentence that says what to do; empty only if nothing can be done
     * @param facts what the message says, by name
     */
    protected SallyportException(
            String code,
            Category category,
            String message,
            String remedy,
            Map<String, String> facts,
            @Nullable Throwable cause) {
        super(requireNonNull(message, "message is null"), cause);
        this.code = requireNonNull(code, "code is null");
        this.category = requireNonNull(category, "category is null");
        this.remedy = requireNonNull(remedy, "remedy is null");
        this.facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }

    /** As the full constructor, without a cause. */
    protected SallyportException(
            String code, Category category, String message, String remedy, Map<String, String> facts) {
        this(code, category, message, remedy, facts, null);
    }

    /** More than the message says, a line each: every error of a file, say. None if the message is all there is. */
    public List<String> details() {
        return List.of();
    }

    /** Never null, unlike that of other throwables. */
    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }

    /** Stable name of this failure for programs, such as {@code digest-mismatch}. */
    public final String code() {
        return code;
    }

    /** What kind of failure this is; decides exit code and HTTP status. */
    public final Category category() {
        return category;
    }

    /** What to do about it, one sentence; empty if nothing can be done. */
    public final String remedy() {
        return remedy;
    }

    /** The facts of this case, sorted by name. */
    public final Map<String, String> facts() {
        return facts == null ? Map.of() : facts;
    }
}
