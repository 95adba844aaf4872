package io.gramme.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What a word was meant to be: the names nearest to it, by letters added, left out, wrong or in the wrong order (optimal
 * string alignment). picocli's own measure counts pairs of letters, which finds little in names of three or four.
 */
final class Meant {
    private static final int MOST = 3;

    private Meant() {}

    /** Names that may have been meant, nearest first; none when all are far. */
    static List<String> by(String word, Collection<String> names) {
        String typed = word.toLowerCase(Locale.ROOT);
        int near = Math.max(1, typed.length() / 3);
        return names.stream()
                .filter(name -> distance(typed, name) <= near || (typed.length() > 2 && name.startsWith(typed)))
                .sorted(Comparator.<String>comparingInt(name -> distance(typed, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    static int distance(String a, String b) {
        int[][] least = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                least[i][j] = i == 0 || j == 0 ? i + j : cheapest(least, a, b, i, j);
            }
        }
        return least[a.length()][b.length()];
    }

    private static int cheapest(int[][] least, String a, String b, int i, int j) {
        int other = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(least[i - 1][j], least[i][j - 1]) + 1, least[i - 1][j - 1] + other);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, least[i - 2][j - 2] + 1) : best;
    }
}
