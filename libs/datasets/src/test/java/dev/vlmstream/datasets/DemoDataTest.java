package dev.vlmstream.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.preprocessing.header.ImageFormat;
import dev.vlmstream.preprocessing.header.ImageHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** The datasets that ship with the project. */
class DemoDataTest {
    private static final Path EMOJI = Path.of("../../demo/data/emoji");

    @Test
    void theDemosTestImagesAreReadAndAllOfThemAreImages() throws Exception {
        Dataset dataset = Datasets.read(EMOJI.resolve("emoji.jsonl"), ReadOptions.ofSplit("valid"));
        assertThat(dataset.name()).isEqualTo("emoji");
        assertThat(dataset.items()).hasSize(398);
        assertThat(dataset.classes()).hasSize(706);
        assertThat(new HashSet<>(
                        dataset.items().stream().map(DatasetItem::itemId).toList()))
                .hasSize(398);
        for (DatasetItem item : dataset.items()) {
            assertThat(dataset.classes().get(item.labelIndex())).isEqualTo(item.label());
            assertThat(ImageHeader.probe(item.image().bytes()).format()).isEqualTo(ImageFormat.JPEG);
        }
    }

    @Test
    void theDemosQuestionsAreRead() throws Exception {
        Dataset dataset = Datasets.read(EMOJI.resolve("emojiwikiqa.jsonl"), ReadOptions.ALL);
        assertThat(dataset.items()).hasSize(200).allSatisfy(item -> {
            assertThat(item.text()).contains("\nA. ");
            assertThat(item.label()).matches("[A-D]");
            assertThat(item.extra()).containsKeys("text_with_name", "wiki");
            assertThat(item.className()).isNotBlank();
        });
        assertThat(dataset.classes()).isEmpty();
    }

    /** Needs the photos, which are not part of the project. */
    @Test
    void imagenetPhotosAreRead() throws Exception {
        String set = System.getenv("VLMSTREAM_SHARED");
        Path file = Path.of(set == null ? "../../../shared" : set).resolve("data/imagenet-val/imagenet.jsonl");
        assumeTrue(Files.exists(file), () -> "no photos: " + file + " is missing; set VLMSTREAM_SHARED to check them");
        Dataset dataset = Datasets.read(file, ReadOptions.ALL);
        assertThat(dataset.items()).hasSize(500).allSatisfy(item -> {
            ImageHeader header = ImageHeader.probe(item.image().bytes());
            assertThat((long) header.width() * header.height()).isPositive();
        });
    }
}
