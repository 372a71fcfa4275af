package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** An alias that would hide something, lead nowhere, or lead to another alias. */
public final class AliasRefusedException extends SallyportException {
    private static final long serialVersionUID = 1L;

    private AliasRefusedException(ImageName alias, ImageName target, String why, String remedy) {
        super(
                "alias-refused",
                Category.REFUSED,
                "The alias " + alias + " for " + target + " is not made: " + why,
                remedy,
                Map.of("alias", alias.toString(), "target", target.toString()));
    }

    static AliasRefusedException itself(ImageName alias, ImageName target) {
        return new AliasRefusedException(alias, target, "both are the same name", "Name another target.");
    }

    static AliasRefusedException over(ImageName alias, ImageName target, String existing) {
        return new AliasRefusedException(
                alias, target, existing + " is there and would be hidden", "Choose a name that nothing has.");
    }

    static AliasRefusedException chain(ImageName alias, ImageName target, ImageName next) {
        return new AliasRefusedException(
                alias,
                target,
                target + " is itself an alias, for " + next + ", and one alias does not lead to another",
                "Make it an alias for " + next + ".");
    }

    static AliasRefusedException targeted(ImageName alias, ImageName target, ImageName before) {
        return new AliasRefusedException(
                alias,
                target,
                "the alias " + before + " leads to it, and one alias does not lead to another",
                "Remove that one first with: appliance alias rm " + before);
    }

    static AliasRefusedException otherRepository(ImageName alias, ImageName target) {
        return new AliasRefusedException(
                alias,
                target,
                "an alias for a tag is in the same repository as that tag",
                "Give both with a tag and the same repository, or neither with a tag.");
    }

    static AliasRefusedException missing(ImageName alias, ImageName target) {
        return new AliasRefusedException(
                alias,
                target,
                "its target is neither a repository that is here nor a name that starts with a host",
                "Write the target in full, as appliance images shows it.");
    }
}
