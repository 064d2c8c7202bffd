package dev.vlmstream.evaluation;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Which name may have been meant by one that there is not. */
public final class NearNames {
    private NearNames() {}

    /** {@code ; did you mean "NAME"?}, or nothing where none is near. */
    public static String suggestion(String name, Collection<String> known) {
        String wanted = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return known.stream()
                .filter(one -> distance(wanted, one) <= Math.max(1, one.length() / 3))
                .min(Comparator.comparingInt((String one) -> distance(wanted, one))
                        .thenComparing(one -> one))
                .map(one -> "; did you mean \"" + one + "\"?")
                .orElse("");
    }

    /** Two neighbours that have changed places, the commonest slip of fingers, are one mistake. */
    private static int distance(String a, String b) {
        if (a.length() > 100) {
            return Integer.MAX_VALUE;
        }
        int distance = EditDistance.between(a, b);
        return distance == 2 && areNeighboursSwapped(a, b) ? 1 : distance;
    }

    private static boolean areNeighboursSwapped(String a, String b) {
        int at = 0;
        while (at < a.length() - 1 && at < b.length() && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        return at < a.length() - 1
                && b.equals(a.substring(0, at) + a.charAt(at + 1) + a.charAt(at) + a.substring(at + 2));
    }
}
