package io.gramme.node.config;

import java.util.Collection;
import java.util.Locale;

/** "Did you mean": the nearest of the known words by edits of one character or swaps of two neighbours. */
final class Suggestions {
    private Suggestions() {}

    /** {@code did you mean x?}, or nothing when no known word is near. The first of equally near ones wins. */
    static String didYouMean(String word, Collection<String> known) {
        String best = "";
        int bestDistance = Math.max(2, word.length() / 3) + 1;
        for (String each : known) {
            int distance = distance(word.toLowerCase(Locale.ROOT), each.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = each;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? "" : "did you mean " + best + "?";
    }

    /** Optimal string alignment distance; costs the product of the lengths. */
    static int distance(String left, String right) {
        int[] twoBack = new int[right.length() + 1];
        int[] back = new int[right.length() + 1];
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            back[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], back[j]) + 1, back[j - 1] + change);
                if (i > 1 && j > 1 && swapped(left, i, right, j)) {
                    row[j] = Math.min(row[j], twoBack[j - 2] + 1);
                }
            }
            int[] free = twoBack;
            twoBack = back;
            back = row;
            row = free;
        }
        return back[right.length()];
    }

    private static boolean swapped(String left, int i, String right, int j) {
        return left.charAt(i - 1) == right.charAt(j - 2) && left.charAt(i - 2) == right.charAt(j - 1);
    }
}
