package dev.vlmstream.inference;

import java.util.List;
import java.util.Objects;

/**
 * Class names whose likelihoods are asked for. Ask with the same object again where names do not change: what was made of
 * them is kept for it.
 *
 * @param names at least one, none blank; a name may occur twice
 */
public record ClassNames(List<String> names, Tokenisation tokenisation) {
    public ClassNames {
        names = List.copyOf(names);
        Objects.requireNonNull(tokenisation, "tokenisation");
        if (names.isEmpty()) {
            throw new IllegalArgumentException("there are no class names to score");
        }
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).isBlank()) {
                throw new IllegalArgumentException("class name " + i + " is blank");
            }
        }
    }

    /** Names as they stand in a text. */
    public static ClassNames direct(List<String> names) {
        return new ClassNames(names, Tokenisation.DIRECT);
    }
}
