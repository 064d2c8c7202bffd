package dev.vlmstream.scoring.http;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What there is, for whoever asked for what is not there. */
final class ListedNames {
    private static final int MOST = 20;

    private ListedNames() {}

    /** @param things what they are called, in the plural */
    static <T> String of(String things, List<T> known, Function<T, String> name) {
        if (known.isEmpty()) {
            return "there are no " + things + " yet";
        }
        String names = known.stream().limit(MOST).map(name).collect(Collectors.joining(", "));
        return "known " + things + ": " + names + (known.size() > MOST ? ", …" : "");
    }
}
