package dev.vlmstream.inference.families;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GridTest {

    @Test
    void countsImageTokensAsTransformersDoes() throws IOException {
        assertTokens("tiny-llava-next", 24, Integer.MAX_VALUE);
        assertTokens("tiny-llava-onevision", 27, 9);
    }

    /** Lines of a picture's height and width, its rows and columns of tiles, and its image tokens. */
    private static void assertTokens(String recorded, int side, int mostTiles) throws IOException {
        for (String line : Files.readAllLines(Demo.goldens(recorded).resolve("image_tokens.csv"))) {
            int[] n = Arrays.stream(line.split(",")).mapToInt(Integer::parseInt).toArray();

            Grid grid = Grid.of(new ImageLayout(n[0], n[1], n[2], n[3]), side);

            assertThat(grid.tokens(mostTiles)).as(line).isEqualTo(n[4]);
        }
    }

    @Test
    void findsAPatchInItsTileAfterPaddingIsCutOff() {
        // 2 x 2 tiles of 2 x 2 patches; the picture is twice as wide as high, so the first and last row saw padding.
        Grid grid = Grid.of(new ImageLayout(100, 200, 2, 2), 2);

        assertThat(grid).isEqualTo(new Grid(2, 2, 1, 0, 2, 4));
        assertThat(grid.tokens(Integer.MAX_VALUE)).isEqualTo(4 + 2 * 5);
        assertThat(grid.tile(0, 1)).isEqualTo(1);
        assertThat(grid.patch(0, 1)).isEqualTo(3);
        assertThat(grid.tile(1, 2)).isEqualTo(4);
        assertThat(grid.patch(1, 2)).isZero();
    }
}
