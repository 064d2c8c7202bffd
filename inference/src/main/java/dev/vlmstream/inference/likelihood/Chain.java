package dev.vlmstream.inference.likelihood;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A way down the tree that always takes the longest branch: computed as one row of tokens. */
record Chain(List<NameNode> nodes) {

    static Chain from(NameNode start) {
        List<NameNode> nodes = new ArrayList<>();
        for (NameNode node = start; node != null; node = longest(node)) {
            nodes.add(node);
        }
        return new Chain(List.copyOf(nodes));
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
                .map(Chain::from)
                .toList();
    }

    /** Whether others leave it. */
    boolean branches() {
        return nodes.stream().anyMatch(node -> node.children().size() > 1);
    }

    int length() {
        return nodes.size();
    }

    /** Tokens of the name before the first node's. */
    int firstDepth() {
        return nodes.get(0).depth() - 1;
    }
}
