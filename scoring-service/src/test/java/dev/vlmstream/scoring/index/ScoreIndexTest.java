package dev.vlmstream.scoring.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreIndexTest {
    private static final Lists.Name A = new Lists.Name(1, 0, 1);
    private static final Lists.Name B = new Lists.Name(1, 1, 1);

    @TempDir
    private Path directory;

    @Test
    void listsAreGoneThroughSideBySideInOrderOfItem() {
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            for (int item = 4999; item >= 0; item--) {
                index.lists().put(item % 3 == 0 ? A : B, new Lists.Entry(String.format("%04d", item), item % 4, item));
            }
            index.lists().put(B, new Lists.Entry("0000", 0, 77));
            index.lists().put(new Lists.Name(2, 0, 1), new Lists.Entry("of another run", 0, 1));

            List<String> items = new ArrayList<>();
            try (Cursor cursor = index.lists().cursor(List.of(B, A))) {
                while (cursor.advance()) {
                    items.add(cursor.entry().item());
                    assertThat(cursor.entry().offset())
                            .isEqualTo(
                                    items.size() == 1
                                            ? 77
                                            : Long.parseLong(cursor.entry().item()));
                }
            }

            assertThat(items).hasSize(5001).isSorted();
            assertThat(index.lists().get(A, "0003").orElseThrow().partition()).isEqualTo(3);
            assertThat(index.lists().get(B, "0003")).isEmpty();
        }
    }

    @Test
    void theFirstOfAnItemStays() {
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            Lists lists = index.lists();
            for (int time = 0; time < 5; time++) {
                for (int item = 0; item < 3000; item++) {
                    lists.putFirst(A, new Lists.Entry("i" + item, time, item, (byte) (time + 1)));
                }
            }

            int found = 0;
            try (Cursor cursor = lists.cursor(List.of(A))) {
                while (cursor.advance()) {
                    assertThat(cursor.entry().partition()).isZero();
                    assertThat(cursor.entry().mark()).isEqualTo((byte) 1);
                    found++;
                }
            }
            assertThat(found).isEqualTo(3000);
            assertThat(lists.get(A, "i7").orElseThrow()).isEqualTo(new Lists.Entry("i7", 0, 7, (byte) 1));
        }
    }

    @Test
    void anIndexBeginsEmptyWhateverAKilledProcessLeft() {
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            index.lists().put(A, new Lists.Entry("x", 0, 0));
        }
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            assertThat(index.lists().get(A, "x")).isEmpty();
        }
    }

    @Test
    void twoProcessesCannotHaveOneDirectory() {
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            assertThatThrownBy(() -> ScoreIndex.open(directory)).hasMessageContaining("vlmstream.instance");
            assertThat(index.lists().get(A, "x")).isEmpty();
        }
    }
}
