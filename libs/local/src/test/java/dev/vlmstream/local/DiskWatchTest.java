package dev.vlmstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.cluster.DiskRoom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiskWatchTest {
    private final List<String> said = new ArrayList<>();
    private long free = 1L << 30;
    private final DiskWatch watch = new DiskWatch(() -> new DiskRoom(Path.of("/data"), free), said::add);

    @Test
    void saysEachChangeOnce() {
        leave(1L << 30, 10_000_000, 9_000_000, 0, 4096, 0, 2_000_000, 1L << 30, 1L << 30);
        assertThat(said)
                .satisfiesExactly(
                        little -> assertThat(little).contains("/data is almost full: 10,000,000 bytes are free"),
                        full -> assertThat(full).contains("/data is full: 0 bytes are free"),
                        room -> assertThat(room)
                                .isEqualTo("there is room again on the disk of /data: 1,073,741,824 bytes are free"));
    }

    private void leave(long... bytes) {
        for (long left : bytes) {
            free = left;
            watch.look();
        }
    }
}
