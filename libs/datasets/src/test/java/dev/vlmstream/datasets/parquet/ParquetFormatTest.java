package dev.vlmstream.datasets.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.datasets.image.ImageData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over files that pyarrow and the hub's library wrote (tools/goldens/dataset_formats.py). */
class ParquetFormatTest {
    private static final Path FILES = Path.of("src/test/resources/datasets");

    @TempDir
    Path folder;

    /** Pages of both versions, with and without a dictionary, several a row group. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "zstd", "lz4"})
    void pagesAreReadHoweverTheyArePacked(String codec) throws Exception {
        List<DatasetItem> items = Datasets.read(FILES.resolve("questions-" + codec + ".parquet"), ReadOptions.ALL)
                .items();
        List<DatasetItem> lines = Datasets.read(FILES.resolve("emoji/emoji.jsonl"), ReadOptions.ALL)
                .items();
        assertThat(items).hasSize(20);
        for (int i : new int[] {19, 0, 7, 8, 3, 2, 1, 18, 12, 13, 14}) {
            DatasetItem item = items.get(i);
            assertThat(item.text()).isEqualTo("What is it?");
            assertThat(item.answers()).containsExactly(lines.get(i).label(), "an emoji");
            assertThat(item.extra()).containsEntry("question_id", i);
            assertThat(item.image().bytes()).isEqualTo(lines.get(i).image().bytes());
            assertThat(item.imageName()).isEqualTo(Digest.name(item.image().bytes()));
            assertThat(item.place()).isEqualTo("row " + (i + 1) + " of questions-" + codec + ".parquet");
        }
    }

    /** As writers make them that look at sizes once a thousand rows: each image would take all others to be unpacked. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "dictionary"})
    void imagesOfOneLargePageAreBestReadInTheirOrder(String encoding) throws Exception {
        Path file = FILES.resolve("large-page-" + encoding + ".parquet");
        Dataset dataset = Datasets.read(file, ReadOptions.ALL);
        assertThat(dataset.items()).hasSize(100);
        assertThat(dataset.window().getAsInt()).isBetween(100, (int) (PassedImages.WINDOW_BYTES / 30_000));
        // Nearly in order, in any order, and each again, as what was passed once may have been taken.
        for (int step : new int[] {1, 37, 99, 0}) {
            for (int i = 0; i < 100; i++) {
                int row = i * step % 100;
                ImageData image = dataset.items().get(row).image();
                assertThat(image).hasToString(file + ", row " + (row + 1));
                assertThat(image.bytes()).hasSize(30_004).startsWith(0, 0, 0, row);
            }
        }
    }

    /** Four hundred pages of three megabytes are more than these tests may have. */
    @Test
    void pagesOfFewFilesAreHeldAtATime() throws Exception {
        for (int i = 0; i < 400; i++) {
            Files.copy(FILES.resolve("large-page-plain.parquet"), folder.resolve(i + ".parquet"));
        }
        List<DatasetItem> items = Datasets.read(folder, ReadOptions.ALL).items();
        assertThat(items).hasSize(40_000);
        for (int i = 0; i < items.size(); i += 50) {
            assertThat(items.get(i).image().bytes()).startsWith(0, 0, 0, i % 100);
        }
        assertThat(items.get(7).image().bytes()).startsWith(0, 0, 0, 7);
    }

    @Test
    void imagesWithPagesOfTheirOwnAreReadInAnyOrder() throws Exception {
        assertThat(Datasets.read(FILES.resolve("questions-none.parquet"), ReadOptions.ALL)
                        .window())
                .isEmpty();
    }

    @Test
    void aSplitIsInTheNamesOfFiles() throws Exception {
        Path train = folder.resolve("train-00000-of-00001.parquet");
        Files.copy(FILES.resolve("parquet/valid-00000-of-00002.parquet"), train);
        for (String part : List.of("valid-00000-of-00002.parquet", "valid-00001-of-00002.parquet")) {
            Files.copy(FILES.resolve("parquet").resolve(part), folder.resolve(part));
        }
        assertThat(catchThrowableOfType(DatasetException.class, () -> Datasets.read(folder, ReadOptions.ALL)))
                .hasMessageEndingWith(
                        "the dataset has the splits train, valid; say which one to read, as in --split train");
        assertThat(Datasets.read(folder, ReadOptions.ofSplit("valid")).items()).hasSize(20);
        assertThat(Datasets.read(train, ReadOptions.ALL).items())
                .hasSize(10)
                .allSatisfy(item -> assertThat(item.split()).isEqualTo("train"));
    }

    @Test
    void aFileThatIsMissingIsToldByTheNamesOfTheOthers() throws Exception {
        Path test = folder.resolve("test-00000-of-00001.parquet");
        Files.copy(FILES.resolve("parquet/valid-00000-of-00002.parquet"), test);
        for (String part : List.of("valid-00000-of-00003-3c2a.parquet", "valid-00002-of-00003-9f1b.parquet")) {
            Files.copy(FILES.resolve("parquet/valid-00001-of-00002.parquet"), folder.resolve(part));
        }
        assertThat(Datasets.read(folder, ReadOptions.ofSplit("valid")).notices())
                .contains(folder + ": it has 2 of the 3 files that their names count; valid-00001-of-00003 is missing");
        assertThat(Datasets.read(folder, ReadOptions.ofSplit("test")).notices())
                .noneMatch(notice -> notice.contains("is missing"));
    }

    @Test
    void aClassListOfAsManyNamesNamesTheNumbers() throws Exception {
        Path names = Files.writeString(folder.resolve("names.txt"), "a\nb\nc\nd\ne");
        Dataset dataset = Datasets.read(FILES.resolve("parquet"), new ReadOptions(null, null, names));
        assertThat(dataset.items()).extracting(DatasetItem::label).startsWith("a", "a", "a", "a", "b");
        assertThat(dataset.classes()).containsExactly("a", "b", "c", "d", "e");
    }

    /** As the hub's library writes lists of images, and others those of bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"list-hub.parquet", "list-bytes.parquet"})
    void aListOfOneImageIsThatImage(String name) throws Exception {
        List<DatasetItem> items =
                Datasets.read(FILES.resolve(name), ReadOptions.ALL).items();
        List<DatasetItem> lines = Datasets.read(FILES.resolve("emoji/emoji.jsonl"), ReadOptions.ALL)
                .items();
        assertThat(items).hasSize(20);
        for (int i : new int[] {19, 0, 7, 8, 3, 2, 1, 18}) {
            assertThat(items.get(i).image().bytes())
                    .isEqualTo(lines.get(i).image().bytes());
            assertThat(items.get(i).label()).isEqualTo(lines.get(i).label());
            assertThat(items.get(i).imageName())
                    .isEqualTo(
                            name.equals("list-hub.parquet")
                                    ? lines.get(i).imageName()
                                    : Digest.name(items.get(i).image().bytes()));
        }
    }

    @Test
    void listsOfSeveralImagesAreRefused() {
        assertThat(failure(FILES.resolve("list-several.parquet"), ReadOptions.ALL))
                .hasMessageEndingWith(
                        "list-several.parquet: column 'images' has lists of several images (21 in 20 rows),"
                                + " and an item has one; leave such rows out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"paths-null-bytes.parquet", "paths-struct.parquet", "paths-list.parquet"})
    void structsWithPathsAloneNameFiles(String name) throws Exception {
        Files.createDirectory(folder.resolve("emoji"));
        Path file = Files.copy(FILES.resolve(name), folder.resolve("emoji").resolve(name));
        assertThat(failure(file, ReadOptions.ALL))
                .hasMessageContaining("row 1 of " + name + ": image file not found: ");
        for (DatasetItem line : Datasets.read(FILES.resolve("emoji/emoji.jsonl"), ReadOptions.ALL)
                .items()) {
            Path image = folder.resolve("emoji").resolve(line.imageName());
            Files.createDirectories(image.getParent());
            Files.write(image, line.image().bytes());
        }
        assertThat(Datasets.read(file, ReadOptions.ALL).items())
                .hasSize(20)
                .allSatisfy(item -> assertThat(item.image().file())
                        .contains(folder.resolve("emoji").resolve(item.imageName())));
    }

    @Test
    void aColumnThatHoldsNoImagesIsRefusedInWords() {
        assertThat(failure(FILES.resolve("parquet"), ReadOptions.ALL.withColumns(Map.of("image", "fine_label"))))
                .hasMessageContaining("valid-00000-of-00002.parquet: column 'fine_label' holds no images but optional"
                        + " int64 fine_label")
                .hasMessageContaining("--map image=COLUMN names another of img, fine_label, artist, tags");
    }

    @Test
    void whatIsCutOffOrDamagedIsToldWithItsFile() throws Exception {
        byte[] file = Files.readAllBytes(FILES.resolve("questions-none.parquet"));
        Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(file, file.length / 2));
        assertThat(failure(cut, ReadOptions.ALL)).hasMessageContaining("cut.parquet: cannot be read as Parquet: ");
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = file.clone();
            for (int n = 0; n < 5; n++) {
                damaged[4 + random.nextInt(file.length - 12)] = (byte) random.nextInt();
            }
            refused += isRefused(Files.write(folder.resolve("damaged.parquet"), damaged)) ? 1 : 0;
        }
        assertThat(refused).isPositive();
    }

    private static boolean isRefused(Path file) {
        try {
            for (DatasetItem item : Datasets.read(file, ReadOptions.ALL).items()) {
                if (item.image() != null) {
                    item.image().bytes();
                }
            }
            return false;
        } catch (DatasetException | IOException e) {
            return true;
        }
    }

    private static DatasetException failure(Path path, ReadOptions options) {
        return catchThrowableOfType(DatasetException.class, () -> Datasets.read(path, options));
    }
}
