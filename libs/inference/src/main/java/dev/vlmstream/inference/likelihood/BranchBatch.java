package dev.vlmstream.inference.likelihood;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

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
}
