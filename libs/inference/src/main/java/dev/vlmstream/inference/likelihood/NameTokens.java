package dev.vlmstream.inference.likelihood;

/**
 * One name in tokens.
 *
 * @param path how the name continues after the prefix
 * @param scored whose probabilities count, predicted at the last {@code scored.length} places before the path's end; the
 *     same as {@code path} but in the study's tokenisation
 */
record NameTokens(int[] path, int[] scored) {
    NameTokens {
        if (path.length == 0 || scored.length == 0) {
            throw new IllegalArgumentException("a name needs at least one token");
        }
    }

    /** How many tokens of the path come before the place that predicts {@code scored[i]}; below 0 within the prefix. */
    int depth(int i) {
        return path.length - scored.length + i;
    }
}
