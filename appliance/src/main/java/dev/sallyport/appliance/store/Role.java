package dev.sallyport.appliance.store;

import dev.sallyport.oci.MalformedValueException;
import java.util.Locale;

/** What a user may be. */
public enum Role {
    /** Reads repositories. */
    PULL,
    /** Reads, writes and deletes in repositories: who may overwrite a tag can lose it anyway. */
    PUSH,
    /** Does everything, in every repository and over the API. */
    ADMIN,
    /** Reads what the API says, the journal included; no repository. */
    AUDITOR;

    /** Reads a role's name in lower case. */
    public static Role parse(String text) throws MalformedValueException {
        for (Role role : values()) {
            if (role.label().equals(text)) {
                return role;
            }
        }
        throw new MalformedValueException("role", text, "pull, push, admin or auditor");
    }

    /** Whether it is held for some repositories, and not for the appliance as a whole. */
    public boolean isOfRepositories() {
        return this == PULL || this == PUSH;
    }

    /** As people write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
