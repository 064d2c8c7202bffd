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

    private static int distance(String a, String b) {
        return a.length() > 100 ? Integer.MAX_VALUE : EditDistance.between(a, b);
    }
}
