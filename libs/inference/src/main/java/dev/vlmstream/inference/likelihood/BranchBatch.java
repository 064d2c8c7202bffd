package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.likelihood.NameTree.NameNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Branches of one cache as one rectangle of tokens; shorter chains are padded on the right, where nothing looks back. */
record BranchBatch(List<Branch> branches) {

    private static final int PADDING = 0;

    int rows() {
        return branches.size();
    }

    int width() {
        return branches.stream()
                .mapToInt(branch -> branch.chain().length())
                .max()
                .orElseThrow();
    }

    /** Each row's place in the cache that the branches continue from. */
    int[] sources() {
        return branches.stream().mapToInt(Branch::row).toArray();
    }

    long[] tokens() {
        int width = width();
        long[] tokens = new long[rows() * width];
        Arrays.fill(tokens, PADDING);
        for (int row = 0; row < rows(); row++) {
            List<NameNode> nodes = branches.get(row).chain().nodes();
            for (int i = 0; i < nodes.size(); i++) {
                tokens[row * width + i] = nodes.get(i).token();
            }
        }
        return tokens;
    }

    /** What each place predicts, padding included. */
    List<List<NameNode.Target>> targets() {
        int width = width();
        List<List<NameNode.Target>> targets = new ArrayList<>(Collections.nCopies(rows() * width, List.of()));
        for (int row = 0; row < rows(); row++) {
            List<NameNode> nodes = branches.get(row).chain().nodes();
            for (int i = 0; i < nodes.size(); i++) {
                targets.set(row * width + i, nodes.get(i).targets());
            }
        }
        return targets;
    }

    long[] mask() {
        int before = branches.get(0).mask().length;
        int length = before + width();
        long[] values = new long[rows() * length];
        for (int row = 0; row < rows(); row++) {
            Branch branch = branches.get(row);
            for (int i = 0; i < before; i++) {
                values[row * length + i] = branch.mask()[i] ? 1 : 0;
            }
            int own = row * length + before;
            Arrays.fill(values, own, own + branch.chain().length(), 1);
        }
        return values;
    }

    /**
     * Places for the position embedding.
     *
     * @param next of the first token after the prefix, the same on every axis
     */
    long[] positions(long next, int axes) {
        int width = width();
        long[] places = new long[axes * rows() * width];
        for (int i = 0; i < places.length; i++) {
            Chain chain = branches.get(i / width % rows()).chain();
            places[i] = next + chain.firstDepth() + i % width;
        }
        return places;
    }

    /**
     * A chain and where it continues.
     *
     * @param row of the cache
     * @param mask which of the row's positions belong to the prefix and the chain's ancestors
     */
    record Branch(Chain chain, int row, boolean[] mask) {

        /** From the end of a prefix without padding. */
        static Branch ofPrefix(Chain chain, int positions) {
            boolean[] mask = new boolean[positions];
            Arrays.fill(mask, true);
            return new Branch(chain, 0, mask);
        }

        /** What leaves this one's chain after its {@code index}th node, once it is computed as {@code row} of {@code width}. */
        Branch leaving(Chain other, int index, int row, int width) {
            boolean[] longer = Arrays.copyOf(mask, mask.length + width);
            Arrays.fill(longer, mask.length, mask.length + index + 1, true);
            return new Branch(other, row, longer);
        }
    }

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
}
