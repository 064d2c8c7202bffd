package dev.vlmstream.datasets.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;

class PassedImagesTest {
    private static final int LARGE = (int) PassedImages.WINDOW_BYTES / 2;

    private final PassedImages passed = new PassedImages();
    private final ImageColumn one = column("one");
    private final ImageColumn other = column("other");

    private static ImageColumn column(String file) {
        var schema = MessageTypeParser.parseMessageType("message m { required binary image; }");
        return new ImageColumn(
                Path.of(file), schema.getColumns().get(0), schema, List.of(), "test", new PassedImages());
    }

    @Test
    void eachIsGivenOnceAndToItsFile() {
        passed.keep(one, 3, new byte[] {1});
        passed.keep(other, 3, new byte[] {2});
        assertThat(passed.take(one, 3)).containsExactly(1);
        assertThat(passed.take(one, 3)).isNull();
        assertThat(passed.take(other, 3)).containsExactly(2);
    }

    @Test
    void whatCameFirstGoesFirstWhenThereAreTooMany() {
        for (int row = 0; row < 5; row++) {
            passed.keep(one, row, new byte[LARGE]);
        }
        passed.keep(one, 1, new byte[LARGE]);
        passed.keep(one, 9, new byte[5 * LARGE]);
        passed.keep(one, 10, new byte[1]);
        assertThat(passed.take(one, 0)).isNull();
        assertThat(passed.take(one, 2)).isNull();
        assertThat(passed.take(one, 9)).isNull();
        assertThat(passed.take(one, 1)).hasSize(LARGE);
        assertThat(passed.take(one, 4)).hasSize(LARGE);
    }
}
