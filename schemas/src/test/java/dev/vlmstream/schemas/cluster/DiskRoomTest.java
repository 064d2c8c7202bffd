package dev.vlmstream.schemas.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskRoomTest {
    private static final Path DATA = Path.of("/data/.vlmstream");

    @Test
    void aFullDiskIsCalledOneWithItsDirectoryAndTheBytesThatAreFree() {
        assertThat(new DiskRoom(DATA, 4_096).complaint())
                .contains("the disk of /data/.vlmstream is full: 4,096 bytes are free; make room on it, and the"
                        + " work continues automatically");
        assertThat(new DiskRoom(DATA, 0).isFull()).isTrue();
    }

    @Test
    void oneThatIsAboutToBeIsSaidToBeAlmostFull() {
        DiskRoom little = new DiskRoom(DATA, DiskRoom.LITTLE - 1);
        assertThat(little.complaint()).get().asString().contains("is almost full: 67,108,863 bytes are free");
        assertThat(little.isFull()).isFalse();
        assertThat(new DiskRoom(DATA, DiskRoom.LITTLE).complaint()).isEmpty();
    }

    @Test
    void looksWhereTheDirectoryWillBe(@TempDir Path folder) throws Exception {
        DiskRoom room = DiskRoom.of(folder.resolve("a/b"));
        assertThat(room.directory()).isEqualTo(folder.resolve("a/b"));
        assertThat(room.free()).isPositive().isLessThan(Long.MAX_VALUE);
    }
}
