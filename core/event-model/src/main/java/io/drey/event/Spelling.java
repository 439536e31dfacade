package io.drey.event;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class Spelling {

    private Spelling() {}

    /** {@code ": did you mean 'x'?"}, or what there is where nothing is close. */
    public static String suggestion(String written, Collection<String> known) {
        return closest(written, known)
                .map(": did you mean '%s'?"::formatted)
                .orElseGet(() -> ": use one of " + String.join(", ", known));
    }

    /** What may be meant, if something is close. */
    public static Optional<String> closest(String written, Collection<String> known) {
        int most = Math.max(1, Math.min(3, written.length() / 3));
        return known.stream()
                .filter(candidate -> distance(written, candidate) <= most)
                .min(Comparator.comparingInt(candidate -> distance(written, candidate)));
    }

    /** How many letters have to be put in, taken out, changed or, next to each other, swapped. Case does not count. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(java.util.Locale.ROOT);
        String b = right.toLowerCase(java.util.Locale.ROOT);
        int[][] costs = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    costs[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int cost = Math.min(costs[i - 1][j - 1] + change, Math.min(costs[i - 1][j], costs[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost = Math.min(cost, costs[i - 2][j - 2] + 1);
                }
                costs[i][j] = cost;
            }
        }
        return costs[a.length()][b.length()];
    }
}
