package dev.vlmstream.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
    @TempDir
    Path directory;

    private final OpenFiles files = new OpenFiles();

    private List<Path> shards(int count) throws IOException {
        List<Path> shards = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            shards.add(Files.write(directory.resolve(i + ".tar"), new byte[] {0, (byte) i, (byte) i, 0}));
        }
        return shards;
    }

    @Test
    void manyFilesAreReadSideBySideInAnyOrder() throws Exception {
        List<Path> shards = shards(50);
        IntStream.range(0, 5_000).parallel().forEach(i -> {
            byte shard = (byte) (i * 31 % 50);
            try {
                assertThat(files.read(shards.get(shard), 1, 2)).containsExactly(shard, shard);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aThreadThatIsInterruptedClosesTheFileForNobodyElse() throws Exception {
        Path shard = shards(1).get(0);
        files.read(shard, 0, 1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> files.read(shard, 0, 1)).isInstanceOf(IOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(files.read(shard, 1, 1)).containsExactly(0);
    }

    @Test
    void aFileThatIsTooShortIsRefused() throws Exception {
        Path shard = shards(1).get(0);
        assertThatThrownBy(() -> files.read(shard, 2, 3)).isInstanceOf(EOFException.class);
    }
}
