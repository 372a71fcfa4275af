package dev.sallyport.appliance.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the numbers that say how much of a list is wanted. */
final class PageSize {
    private static final int DIGITS = 9;

    private PageSize() {}

    /**
     * The whole number that {@code text} is, at most {@code most}.
     *
     * @param name of the parameter
     * @param otherwise where there is no text
     */
    static int parse(String name, @Nullable String text, int otherwise, int most) throws RegistryException {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,1000}")) {
            throw new RegistryException(
                    RegistryErrorCode.PAGINATION_NUMBER_INVALID,
                    name + " is not a whole number that is 0 or greater",
                    Map.of(name, text));
        }
        return text.length() > DIGITS ? most : Math.min(most, Integer.parseInt(text));
    }
}
