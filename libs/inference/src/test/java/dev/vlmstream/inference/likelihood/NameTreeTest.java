package dev.vlmstream.inference.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.likelihood.BranchBatch.Branch;
import dev.vlmstream.inference.likelihood.BranchBatch.Chain;
import dev.vlmstream.inference.likelihood.NameTree.NameNode;
import dev.vlmstream.inference.likelihood.NameTree.NameNode.Target;
import dev.vlmstream.inference.likelihood.NameTree.NameTokens;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameTreeTest {

    private static NameTokens name(int... path) {
        return new NameTokens(path, path);
    }

    private static NameTree tree(NameTokens... names) {
        return new NameTree(Arrays.asList(names));
    }

    /** Places below one that have to be computed. */
    private static int places(NameNode node) {
        return node.children().stream().mapToInt(child -> 1 + places(child)).sum();
    }

    @Test
    void namesOfOneTokenCostNothingAfterThePrefix() {
        NameTree tree = tree(name(4), name(5), name(4));
        assertThat(places(tree.root())).isZero();
        assertThat(tree.depth()).isZero();
        assertThat(tree.root().targets())
                .containsExactly(new Target(0, 0, 4), new Target(1, 0, 5), new Target(2, 0, 4));
    }

    @Test
    void commonBeginningsAreComputedOnce() {
        NameTree tree = tree(name(1, 2, 3), name(1, 2, 4), name(1, 2), name(1, 9, 8, 7));
        assertThat(places(tree.root())).as("1, 1 2, 1 9, 1 9 8").isEqualTo(4);
        assertThat(tree.depth()).isEqualTo(3);
        NameNode one = tree.root().children().get(0);
        assertThat(one.targets())
                .containsExactly(new Target(0, 1, 2), new Target(1, 1, 2), new Target(2, 1, 2), new Target(3, 1, 9));
    }

    @Test
    void aChainTakesTheLongestWayAndLeavesTheOthersToBranches() {
        NameTree tree = tree(name(1, 2, 3, 4), name(1, 5, 6), name(1, 2, 7, 8));
        Chain chain = Chain.from(tree.root().children().get(0), Integer.MAX_VALUE);
        assertThat(chain.nodes()).extracting(NameNode::token).containsExactly(1, 2, 3);
        assertThat(chain.branches(0))
                .extracting(branch -> branch.nodes().get(0).token())
                .containsExactly(5);
        assertThat(chain.branches(1))
                .extracting(branch -> branch.nodes().get(0).token())
                .containsExactly(7);
        assertThat(chain.branches(2)).isEmpty();
        assertThat(chain.branches(1).get(0).firstDepth()).isEqualTo(2);
    }

    @Test
    void tokensOfTheNameAloneAreScoredAtTheTextsLastPlaces() {
        NameTree tree = tree(
                new NameTokens(new int[] {1}, new int[] {7, 8, 9}), new NameTokens(new int[] {1, 2, 3}, new int[] {5}));
        assertThat(tree.prefixPlaces()).isEqualTo(3);
        assertThat(tree.targets(2)).containsExactly(new Target(0, 0, 7));
        assertThat(tree.targets(1)).containsExactly(new Target(0, 1, 8));
        assertThat(tree.targets(0)).containsExactly(new Target(0, 2, 9));
        assertThat(places(tree.root())).as("1, 1 2: predicts 5").isEqualTo(2);
    }

    @Test
    void aNameWithoutTokensIsRefused() {
        assertThatThrownBy(() -> name()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void batchesHoldToTheirLimitsAndToLittlePadding() {
        List<Branch> branches = new java.util.ArrayList<>();
        for (int i = 0; i < 100; i++) {
            NameTree own = tree(name(1, 2), name(1, 3, 4, 5, 6, 7, 8, 9, 10));
            NameNode first = own.root().children().get(0);
            branches.add(Branch.ofPrefix(new Chain(List.of(first), Integer.MAX_VALUE), 10));
            branches.add(Branch.ofPrefix(Chain.from(first, Integer.MAX_VALUE), 10));
        }
        List<BranchBatch> batches = new BatchLimits(32, Long.MAX_VALUE, Long.MAX_VALUE).split(branches, 1, 0, 1);
        assertThat(batches).allSatisfy(batch -> assertThat(batch.rows()).isBetween(1, 32));
        assertThat(batches.stream().mapToInt(BranchBatch::rows).sum()).isEqualTo(200);
        assertThat(batches.stream()
                        .mapToInt(batch -> batch.rows() * batch.width())
                        .sum())
                .isLessThan(100 + 100 * 8 + 8 * 24);
        assertThat(new BatchLimits(32, 2 * 18 * 3, Long.MAX_VALUE).split(branches, 1, 0, 1))
                .allSatisfy(batch -> assertThat(batch.rows()).isLessThanOrEqualTo(4));
    }
}
