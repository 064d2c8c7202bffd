package dev.vlmstream.inference.likelihood;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A place in the tree of names: after the prefix and {@code depth} tokens. */
final class NameNode {

    private final int token;
    private final int depth;
    private int below;
    private final List<Target> targets = new ArrayList<>();
    private final Map<Integer, NameNode> children = new LinkedHashMap<>();

    /**
     * A probability that this place predicts.
     *
     * @param index which of the name's scored tokens
     */
    record Target(int name, int index, int token) {}

    NameNode(int token, int depth) {
        this.token = token;
        this.depth = depth;
    }

    int token() {
        return token;
    }

    int depth() {
        return depth;
    }

    List<Target> targets() {
        return targets;
    }

    NameNode child(int next) {
        return children.computeIfAbsent(next, key -> new NameNode(key, depth + 1));
    }

    /** Those that have to be computed: a name's last token predicts nothing. */
    List<NameNode> children() {
        return List.copyOf(children.values());
    }

    /** Tells of a name that continues for some tokens that have to be computed. */
    void reach(int tokens) {
        below = Math.max(below, tokens);
    }

    /** Tokens of the longest way down from here. */
    int below() {
        return below;
    }
}
