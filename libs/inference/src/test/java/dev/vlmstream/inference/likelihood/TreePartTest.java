package dev.vlmstream.inference.likelihood;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.likelihood.NameTree.NameNode.Target;
import dev.vlmstream.inference.likelihood.NameTree.NameTokens;
import dev.vlmstream.inference.likelihood.PackedSteps.TreePart;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreePartTest {

    /** Places: 1, 1 2, 1 2 3, 1 4, 5. */
    private final NameTree tree =
            new NameTree(List.of(name(1, 2, 3, 9), name(1, 4, 9), name(5, 9), name(1, 2, 8), name(7)));

    private static NameTokens name(int... path) {
        return new NameTokens(path, path);
    }

    @Test
    void eachPlaceLooksAtThePrefixAtThoseThatLeadToItAndAtItself() {
        TreePart part = TreePart.of(tree, 100).get(0);
        assertThat(part.tokens()).containsExactly(1, 2, 3, 4, 5);
        assertThat(part.parents()).containsExactly(-1, 0, 1, 0, -1);
        assertThat(part.mask(2))
                .containsExactly(
                        1, 1, 1, 0, 0, 0, 0, //
                        1, 1, 1, 1, 0, 0, 0, //
                        1, 1, 1, 1, 1, 0, 0, //
                        1, 1, 1, 0, 0, 1, 0, //
                        1, 1, 0, 0, 0, 0, 1);
        assertThat(part.positions(10, 1)).containsExactly(10, 11, 12, 11, 10);
        assertThat(part.positions(10, 2)).containsExactly(10, 11, 12, 11, 10, 10, 11, 12, 11, 10);
    }

    @Test
    void whatLeadsToAPartsFirstPlaceIsRepeatedAndPredictsNothingAgain() {
        List<TreePart> parts = TreePart.of(tree, 2);
        assertThat(parts).hasSize(3);
        assertThat(parts.get(1).tokens()).containsExactly(1, 2, 3, 4);
        assertThat(parts.get(1).repeated()).isEqualTo(2);
        assertThat(parts.get(1).parents()).containsExactly(-1, 0, 1, 0);
        assertThat(parts.get(1).targets())
                .containsExactly(List.of(), List.of(), List.of(new Target(0, 3, 9)), List.of(new Target(1, 2, 9)));
        assertThat(parts.get(2).tokens()).containsExactly(5);
        assertThat(parts.get(2).repeated()).isZero();
    }

    @Test
    void namesOfOneTokenHaveNoParts() {
        assertThat(TreePart.of(new NameTree(List.of(name(1), name(2))), 8)).isEmpty();
    }
}
