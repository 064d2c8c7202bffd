package dev.vlmstream.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.datasets.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same twenty items in every format, as tools/goldens/dataset_formats.py wrote them with the formats' own libraries. */
class SameDatasetTest {
    private static final Path FILES = Path.of("src/test/resources/datasets");
    private static final List<String> CLASSES =
            List.of("grinning face", "mouth", "red apple", "hourglass not done", "drum");

    private static List<String> expected;

    private static List<String> lines(Dataset dataset) throws IOException {
        List<String> lines = new ArrayList<>();
        for (DatasetItem item : dataset.items()) {
            assertThat(item.extra()).containsKey("artist");
            lines.add(String.join(
                    " | ",
                    item.itemId(),
                    item.imageName(),
                    item.label(),
                    String.valueOf(item.labelIndex()),
                    Digest.name(item.image().bytes())));
        }
        return lines;
    }

    @BeforeAll
    static void asJsonLines() throws Exception {
        Dataset dataset = Datasets.read(FILES.resolve("emoji/emoji.jsonl"), ReadOptions.ALL);
        assertThat(dataset.classes()).containsExactlyElementsOf(CLASSES);
        assertThat(dataset.notices()).isEmpty();
        expected = lines(dataset);
        assertThat(expected).hasSize(20).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "emoji/emoji.csv",
                "emoji.tsv",
                "parquet",
                "parquet/valid-{00000..00001}-of-00002.parquet",
            })
    void itHasTheSameIdsLabelsAndImages(String name) throws Exception {
        Dataset dataset = Datasets.read(FILES.resolve(name), ReadOptions.ALL);
        assertThat(lines(dataset)).isEqualTo(expected);
        assertThat(dataset.classes()).containsExactlyElementsOf(CLASSES);
    }

    /** A member with the class's name has no index; without a list of classes these are in the order of their names. */
    @ParameterizedTest
    @ValueSource(strings = {"emoji-{000..001}.tar", "emoji-{000..001}.tar.gz", "emoji-{000..001}.tar.zst"})
    void shardsHaveThemToo(String name) throws Exception {
        Path classes = Files.writeString(
                Files.createTempFile(Path.of("target"), "classes", ".txt"), String.join("\n", CLASSES));
        Dataset dataset = Datasets.read(FILES.resolve(name), new ReadOptions(null, null, classes));
        assertThat(lines(dataset)).isEqualTo(expected);
        assertThat(dataset.name()).isEqualTo("emoji");
        assertThat(Datasets.read(FILES.resolve(name), ReadOptions.ALL).classes())
                .containsExactlyElementsOf(CLASSES.stream().sorted().toList());
    }

    @Test
    void foldersHaveThemInTheOrderOfTheirNames() throws Exception {
        Dataset dataset = Datasets.read(FILES.resolve("emoji"), ReadOptions.ALL);
        assertThat(dataset.items())
                .extracting(item ->
                        item.itemId() + item.label() + Digest.name(item.image().bytes()))
                .containsExactlyInAnyOrderElementsOf(expected.stream()
                        .map(line -> line.split(" \\| "))
                        .map(line -> line[0] + line[2] + line[4])
                        .toList());
    }

    @Test
    void imagesAreReadInAnyOrderAsOftenAsAsked() throws Exception {
        for (String name : List.of("parquet", "emoji.tsv", "emoji-{000..001}.tar.gz", "emoji-{000..001}.tar")) {
            List<DatasetItem> items =
                    Datasets.read(FILES.resolve(name), ReadOptions.ALL).items();
            for (int i = 0; i < 60; i++) {
                int place = i * 7 % 20;
                byte[] bytes = items.get(place).image().bytes();
                assertThat(expected.get(place)).endsWith(Digest.name(bytes));
                items.get(place)
                        .image()
                        .size()
                        .ifPresent(size -> assertThat(size).isEqualTo(bytes.length));
            }
        }
    }

    @Test
    void whatWasGuessedIsTold() throws Exception {
        assertThat(Datasets.read(FILES.resolve("parquet"), ReadOptions.ALL).notices())
                .containsExactly("columns taken by their usual names: image=img, label=fine_label (--map FIELD=COLUMN"
                        + " takes another)");
        assertThat(Datasets.read(FILES.resolve("emoji.tsv"), ReadOptions.ALL).notices())
                .containsExactly(
                        "columns taken by their usual names: name=image_path (--map FIELD=COLUMN takes another)");
    }
}
