package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.likelihood.NameTree.NameNode.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names as one tree: names that begin with the same tokens share a branch, so that each place is computed once however many
 * names pass through it.
 */
final class NameTree {

    private final List<NameTokens> names;
    private final NameNode root = new NameNode(-1, 0);
    /** Predictions within the prefix: the list at 0 is of its last place but one, and so on. */
    private final List<List<Target>> before = new ArrayList<>();

    NameTree(List<NameTokens> names) {
        this.names = List.copyOf(names);
        for (int name = 0; name < names.size(); name++) {
            add(name, names.get(name));
        }
    }

    private void add(int name, NameTokens tokens) {
        for (int i = 0; tokens.depth(i) < 0; i++) {
            target(-tokens.depth(i), new Target(name, i, tokens.scored()[i]));
        }
        NameNode node = root;
        for (int depth = 0; depth < tokens.path().length; depth++) {
            int index = depth - tokens.depth(0);
            if (index >= 0) {
                node.targets().add(new Target(name, index, tokens.scored()[index]));
            }
            int left = tokens.path().length - 1 - depth;
            node.reach(left);
            if (left > 0) {
                node = node.child(tokens.path()[depth]);
            }
        }
    }

    private void target(int back, Target target) {
        while (before.size() < back) {
            before.add(new ArrayList<>());
        }
        before.get(back - 1).add(target);
    }

    /** The prefix's last place. */
    NameNode root() {
        return root;
    }

    /** What the place {@code back} before the prefix's last one predicts. */
    List<Target> targets(int back) {
        return back == 0 ? root.targets() : before.get(back - 1);
    }

    /** How many of the prefix's last places predict something. */
    int prefixPlaces() {
        return 1 + before.size();
    }

    /** Tokens of the longest way that has to be computed. */
    int depth() {
        return root.below();
    }

    /** Room for every name's log-probabilities. */
    float[][] blank() {
        return names.stream().map(name -> new float[name.scored().length]).toArray(float[][]::new);
    }

    /** A place in the tree of names: after the prefix and {@code depth} tokens. */
    static final class NameNode {

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
}
