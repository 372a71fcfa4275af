package dev.sallyport.agent.mirror;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
final class Nearest {
    private static final int LONGEST = 64;

    private Nearest() {}

    /** The one of {@code known} that {@code word} is a slip of; empty if it looks like none of them. */
    static Optional<String> of(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        int allowed = Math.max(1, word.length() / 3);
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= allowed)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /** How many characters to insert, delete, replace or swap with the next one, letter case aside. */
    static int distance(String one, String other) {
        String first = one.toLowerCase(Locale.ROOT);
        String second = other.toLowerCase(Locale.ROOT);
        int[][] costs = new int[first.length() + 1][second.length() + 1];
        for (int i = 0; i <= first.length(); i++) {
            for (int j = 0; j <= second.length(); j++) {
                costs[i][j] = i == 0 || j == 0 ? i + j : cheapest(costs, first, i, second, j);
            }
        }
        return costs[first.length()][second.length()];
    }

    private static int cheapest(int[][] costs, String first, int i, String second, int j) {
        boolean same = first.charAt(i - 1) == second.charAt(j - 1);
        int cost = Math.min(costs[i - 1][j] + 1, Math.min(costs[i][j - 1] + 1, costs[i - 1][j - 1] + (same ? 0 : 1)));
        boolean swapped = i > 1
                && j > 1
                && first.charAt(i - 1) == second.charAt(j - 2)
                && first.charAt(i - 2) == second.charAt(j - 1);
        return swapped ? Math.min(cost, costs[i - 2][j - 2] + 1) : cost;
    }
}
