package dev.sallyport.appliance.resolution;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.util.Map;

/** Something is to be deleted under an alias: those are for reading alone. */
public final class AliasedNameException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private AliasedNameException(String name, RepositoryName target) {
        super(
                "name-is-alias",
                Category.REFUSED,
                "Nothing can be deleted under " + name + ": it is an alias for " + target,
                "Name " + target + " itself, or remove the alias with: appliance alias rm " + name,
                Map.of("name", name, "target", target.value()));
    }

    /**
     * Throws if that is what was found.
     *
     * @param name as it was asked for
     */
    public static void throwIfAlias(String name, ResolvedName resolved) throws AliasedNameException {
        if (resolved.rule() == NameRule.ALIAS) {
            throw new AliasedNameException(name, resolved.repository());
        }
    }
}
