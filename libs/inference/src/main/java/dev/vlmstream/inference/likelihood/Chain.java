package dev.vlmstream.inference.likelihood;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A way down the tree that always takes the longest branch: computed as one row of tokens.
 *
 * @param most nodes of a chain
 */
record Chain(List<NameNode> nodes, int most) {

    static Chain from(NameNode start, int most) {
        List<NameNode> nodes = new ArrayList<>();
        for (NameNode node = start; node != null && nodes.size() < most; node = longest(node)) {
            nodes.add(node);
        }
        return new Chain(List.copyOf(nodes), most);
    }

    private static @Nullable NameNode longest(NameNode node) {
        return node.children().stream()
                .max(Comparator.comparingInt(NameNode::below))
                .orElse(null);
    }

    /** The chains that leave this one after its {@code index}th node. */
    List<Chain> branches(int index) {
        NameNode own = index + 1 < nodes.size() ? nodes.get(index + 1) : null;
        return nodes.get(index).children().stream()
                .filter(child -> child != own)
                .map(child -> Chain.from(child, most))
                .toList();
    }

    /** Whether others leave it. */
    boolean branches() {
        return IntStream.range(0, nodes.size())
                .anyMatch(i -> nodes.get(i).children().size() > (i + 1 < nodes.size() ? 1 : 0));
    }

    int length() {
        return nodes.size();
    }

    /** Tokens of the name before the first node's. */
    int firstDepth() {
        return nodes.get(0).depth() - 1;
    }
}
