package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.decoding.Decoder;
import dev.vlmstream.inference.decoding.Embedder;
import dev.vlmstream.inference.decoding.Embeddings;
import dev.vlmstream.inference.decoding.Step;
import dev.vlmstream.inference.likelihood.NameTree.NameNode;
import dev.vlmstream.inference.likelihood.TreeSteps.PlaceTargets;
import dev.vlmstream.inference.likelihood.TreeSteps.ScoredPrefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A tree's places one after another in one row behind the prefix, each looking only at those that lead to it (tree attention:
 * Miao et al. 2024, SpecInfer): the prefix's keys and values are never copied, and nothing is padding.
 *
 * @param mostPlaces of a step, those that lead to its first not counted
 */
record PackedSteps(Embedder embedder, Decoder decoder, int mostPlaces) implements TreeSteps {
    /** More at once are no faster. */
    static final int MOST_PLACES = 256;

    /** Of one step; their logarithms of probabilities take as much again. */
    private static final long LOGIT_BYTES = 1L << 26;

    @Override
    public void compute(NameTree tree, ScoredPrefix scoring) {
        long room = Math.max(1, LOGIT_BYTES / ((long) scoring.words() * Float.BYTES));
        for (TreePart part : TreePart.of(tree, (int) Math.min(mostPlaces, room))) {
            step(part, scoring);
        }
    }

    private void step(TreePart part, ScoredPrefix scoring) {
        long[] mask = part.mask(scoring.prefix().length());
        long[] positions = part.positions(scoring.nextPosition(), decoder.positionAxes());
        try (Embeddings embeds = embedder.tokens(part.tokens(), 1);
                Step step = scoring.prefix().aside(embeds, mask, positions)) {
            new PlaceTargets(part.targets()).score(step, scoring.logProbs());
        }
    }

    /**
     * Some places of a tree of names, one after another, each place after those that lead to it.
     *
     * @param parents the place before each place in the tree, −1 for the prefix
     * @param repeated how many places at the beginning are only there to lead to the others
     */
    record TreePart(List<NameNode> nodes, int[] parents, int repeated) {

        private static final int PREFIX = -1;

        /** A place and the way to it. */
        private record Visit(NameNode node, int parent) {}

        /** Cuts a tree, depth first, into parts of some places; what leads to a part's first place is repeated in it. */
        static List<TreePart> of(NameTree tree, int places) {
            List<Visit> order = depthFirst(tree);
            List<TreePart> parts = new ArrayList<>();
            for (int from = 0; from < order.size(); from += places) {
                parts.add(part(order, from, Math.min(order.size(), from + places)));
            }
            return parts;
        }

        private static List<Visit> depthFirst(NameTree tree) {
            List<Visit> order = new ArrayList<>();
            Deque<Visit> open = new ArrayDeque<>();
            push(open, tree.root(), PREFIX);
            while (!open.isEmpty()) {
                Visit visit = open.pop();
                order.add(visit);
                push(open, visit.node(), order.size() - 1);
            }
            return order;
        }

        private static void push(Deque<Visit> open, NameNode parent, int index) {
            List<NameNode> children = parent.children();
            for (int i = children.size() - 1; i >= 0; i--) {
                open.push(new Visit(children.get(i), index));
            }
        }

        private static TreePart part(List<Visit> order, int from, int to) {
            List<Integer> chosen = new ArrayList<>();
            for (int i = order.get(from).parent(); i != PREFIX; i = order.get(i).parent()) {
                chosen.add(0, i);
            }
            int repeated = chosen.size();
            for (int i = from; i < to; i++) {
                chosen.add(i);
            }
            int[] parents = chosen.stream()
                    .mapToInt(i -> chosen.indexOf(order.get(i).parent()))
                    .toArray();
            return new TreePart(chosen.stream().map(i -> order.get(i).node()).toList(), parents, repeated);
        }

        int size() {
            return nodes.size();
        }

        long[] tokens() {
            return nodes.stream().mapToLong(NameNode::token).toArray();
        }

        /** What each place looks at: the prefix, the places that lead to it, and itself. */
        long[] mask(int prefix) {
            int width = prefix + size();
            long[] mask = new long[size() * width];
            for (int i = 0; i < size(); i++) {
                Arrays.fill(mask, i * width, i * width + prefix, 1);
                for (int place = i; place != PREFIX; place = parents[place]) {
                    mask[i * width + prefix + place] = 1;
                }
            }
            return mask;
        }

        /** @param next the position of the first token after the prefix, the same on every axis */
        long[] positions(long next, int axes) {
            long[] positions = new long[axes * size()];
            for (int i = 0; i < positions.length; i++) {
                positions[i] = next + nodes.get(i % size()).depth() - 1;
            }
            return positions;
        }

        /** What each place predicts. */
        List<List<NameNode.Target>> targets() {
            List<List<NameNode.Target>> targets = new ArrayList<>();
            for (int i = 0; i < size(); i++) {
                targets.add(i < repeated ? List.of() : nodes.get(i).targets());
            }
            return targets;
        }
    }
}
