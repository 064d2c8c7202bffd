package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.likelihood.NameNode.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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

    /** Places after the prefix that have to be computed. */
    int places() {
        return (int) Stream.iterate(List.of(root), level -> !level.isEmpty(), NameTree::next)
                        .mapToLong(List::size)
                        .sum()
                - 1;
    }

    private static List<NameNode> next(List<NameNode> level) {
        return level.stream().flatMap(node -> node.children().stream()).toList();
    }

    /** Room for every name's log-probabilities. */
    float[][] blank() {
        return names.stream().map(name -> new float[name.scored().length]).toArray(float[][]::new);
    }
}
