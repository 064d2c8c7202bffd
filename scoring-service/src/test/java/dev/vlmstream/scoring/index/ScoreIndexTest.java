package dev.vlmstream.scoring.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ScoreIndexTest {
    private static final ScoreIndexStore.Name A = new ScoreIndexStore.Name(1, 0, 1);
    private static final ScoreIndexStore.Name B = new ScoreIndexStore.Name(1, 1, 1);

    @TempDir
    private Path directory;

    @Test
    void listsAreGoneThroughSideBySideInOrderOfItem() {
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            for (int item = 4999; item >= 0; item--) {
                index.store()
                        .put(
                                item % 3 == 0 ? A : B,
                                new ScoreIndexStore.Entry(String.format("%04d", item), item % 4, item));
            }
            index.store().put(B, new ScoreIndexStore.Entry("0000", 0, 77));
            index.store().put(new ScoreIndexStore.Name(2, 0, 1), new ScoreIndexStore.Entry("of another run", 0, 1));

            List<String> items = new ArrayList<>();
            try (Cursor cursor = index.store().cursor(List.of(B, A))) {
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
            assertThat(index.store().get(A, "0003").orElseThrow().partition()).isEqualTo(3);
            assertThat(index.store().get(B, "0003")).isEmpty();
        }
    }

    @Test
    void theFirstOfAnItemStays() {
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            ScoreIndexStore lists = index.store();
            for (int time = 0; time < 5; time++) {
                for (int item = 0; item < 3000; item++) {
                    lists.putFirst(A, new ScoreIndexStore.Entry("i" + item, time, item, (byte) (time + 1)));
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
            assertThat(lists.get(A, "i7").orElseThrow()).isEqualTo(new ScoreIndexStore.Entry("i7", 0, 7, (byte) 1));
        }
    }

    @Test
    void anIndexBeginsEmptyWhateverAKilledProcessLeft() {
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            index.store().put(A, new ScoreIndexStore.Entry("x", 0, 0));
        }
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            assertThat(index.store().get(A, "x")).isEmpty();
        }
    }

    @Test
    void twoProcessesCannotHaveOneDirectory() {
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            assertThatThrownBy(() -> ScoreIndex.open(directory)).hasMessageContaining("vlmstream.instance");
            assertThat(index.store().get(A, "x")).isEmpty();
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anIndexThatCannotBeReadCanBeClosed() throws IOException {
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            // More than may wait in memory: the lists are in files by then.
            String filler = "x".repeat(4000);
            for (int item = 0; item < 10_000; item++) {
                index.store().put(A, new ScoreIndexStore.Entry(item + filler, 0, item));
            }
            try (Stream<Path> files = Files.walk(directory)) {
                List<Path> tables =
                        files.filter(file -> file.toString().endsWith(".sst")).toList();
                assertThat(tables).isNotEmpty();
                for (Path table : tables) {
                    try (FileChannel channel = FileChannel.open(table, StandardOpenOption.WRITE)) {
                        channel.write(ByteBuffer.allocate((int) channel.size()));
                    }
                }
            }

            assertThatThrownBy(() -> index.store().cursor(List.of(A)).close()).isInstanceOf(IndexException.class);
        }
    }
}
