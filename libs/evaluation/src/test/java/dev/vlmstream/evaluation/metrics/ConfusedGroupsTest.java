package dev.vlmstream.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusedGroupsTest {
    /** Cats and dogs by turns, and a class that nobody confuses. */
    @Test
    void classesThatAreTakenForOneAnotherStandTogether() {
        ConfusedGroups confused = new ConfusedGroups(new long[] {10, 10, 10, 10, 10});
        confused.add(0, 2, 4);
        confused.add(2, 0, 3);
        confused.add(1, 3, 5);
        confused.add(4, 4, 10);

        assertThat(confused.groups(5)).hasSize(5).allMatch(group -> group.size() == 1);
        List<Integer> order =
                confused.groups(5).stream().map(group -> group.get(0)).toList();
        assertThat(Math.abs(order.indexOf(0) - order.indexOf(2))).isEqualTo(1);
        assertThat(Math.abs(order.indexOf(1) - order.indexOf(3))).isEqualTo(1);
        assertThat(confused.groups(3)).containsExactlyInAnyOrder(List.of(0, 2), List.of(1, 3), List.of(4));
    }

    /** What a rare class is taken for weighs as much as what a frequent one is. */
    @Test
    void confusionsCountOfTheTimesThatClassesWereShown() {
        ConfusedGroups confused = new ConfusedGroups(new long[] {1000, 1000, 4, 4});
        confused.add(0, 1, 20);
        confused.add(2, 3, 4);

        assertThat(confused.groups(3)).containsExactlyInAnyOrder(List.of(0), List.of(1), List.of(2, 3));
    }

    @Test
    void aThousandClassesMakeAsManyGroupsAsWanted() {
        long[] shown = new long[1000];
        Arrays.fill(shown, 50);
        ConfusedGroups confused = new ConfusedGroups(shown);
        for (int i = 0; i < 900; i++) {
            confused.add(i, i / 10 * 10 + (i + 1) % 10, 7);
        }

        List<List<Integer>> groups = confused.groups(50);

        assertThat(groups).hasSize(50);
        assertThat(groups.stream().flatMap(List::stream))
                .doesNotHaveDuplicates()
                .hasSize(1000);
        assertThat(groups.stream().mapToInt(List::size)).allMatch(size -> size <= 60);
        assertThat(new ConfusedGroups(new long[0]).groups(50)).isEmpty();
    }
}
