package dev.vlmstream.datasets.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vlmstream.datasets.BoundedLines;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ItemIds;
import dev.vlmstream.datasets.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFormatTest {
    private static final String ANT = "{'image': 'images/ant.png', 'label': 'ant', 'label_idx': 1, 'split': 'valid'}";
    private static final String BEE = "{'image': 'images/bee.png', 'label': 'bee', 'label_idx': 0, 'split': 'train'}";

    @TempDir
    Path folder;

    @BeforeEach
    void writeImages() throws IOException {
        Files.createDirectory(folder.resolve("images"));
        Files.createFile(folder.resolve("images/ant.png"));
        Files.createFile(folder.resolve("images/bee.png"));
    }

    @Test
    void linesBecomeItems() throws Exception {
        Dataset dataset = read(ReadOptions.ofSplit("valid"), ANT.replace("}", ", 'artist': 'me', 'tags': ['x']}"), BEE);
        DatasetItem item = dataset.items().get(0);
        assertThat(dataset.name()).isEqualTo("insects-2");
        assertThat(dataset.items()).hasSize(1);
        assertThat(item.itemId()).isEqualTo(ItemIds.of("images/ant.png", null, "ant"));
        assertThat(item.image().file().orElseThrow()).isRegularFile().isAbsolute();
        assertThat(item.imageName()).isEqualTo("images/ant.png");
        assertThat(item.label()).isEqualTo("ant");
        assertThat(item.labelIndex()).isEqualTo(1);
        assertThat(item.split()).isEqualTo("valid");
        assertThat(item.place()).isEqualTo("line 1");
        assertThat(item.extra()).containsEntry("artist", "me").containsEntry("tags", List.of("x"));
        assertThat(item.extra().keySet()).containsExactly("artist", "tags");
    }

    @Test
    void classesAreTakenFromAllSplitsInTheOrderOfTheirIndices() throws Exception {
        assertThat(read(ReadOptions.ofSplit("valid"), ANT, BEE).classes()).containsExactly("bee", "ant");
    }

    @Test
    void aClassListBesideTheFileIsFoundByTheFirstWordOfItsName() throws Exception {
        Files.writeString(folder.resolve("insects_classes.json"), "['wasp', 'ant', 'wasp']".replace('\'', '"'));
        Dataset dataset = read(ReadOptions.ALL, "{'image': 'images/ant.png', 'label': 'ant'}");
        assertThat(dataset.classes()).containsExactly("wasp", "ant");
        assertThat(dataset.items().get(0).labelIndex()).isEqualTo(1);
    }

    @Test
    void aClassListOfOneNameALineIsReadToo() throws Exception {
        Path classes = Files.writeString(folder.resolve("names.txt"), "\uFEFFbee\n\nant \n");
        assertThat(read(new ReadOptions("valid", null, classes), ANT, BEE).classes())
                .containsExactly("bee", "ant");
    }

    @Test
    void aLabelThatIsNoClassIsRefused() throws Exception {
        Path classes = Files.writeString(folder.resolve("names.txt"), "bee\nwasp");
        assertThat(failure(new ReadOptions("valid", null, classes), ANT, BEE))
                .hasMessageContaining("line 1: label 'ant' is not among the 2 class names");
    }

    @Test
    void severalSplitsAskForAChoice() {
        assertThat(failure(ReadOptions.ALL, ANT, BEE))
                .hasMessageEndingWith(
                        "the dataset has the splits train, valid; say which one to read, as in --split train");
        assertThat(failure(ReadOptions.ofSplit("test"), ANT, BEE))
                .hasMessageEndingWith("there is no split 'test'; the dataset has train, valid");
    }

    @Test
    void aFileWithoutSplitsIsReadWhole() throws Exception {
        String line = "{'image': 'images/ant.png', 'label': 'ant'}";
        assertThat(read(ReadOptions.ALL, line).items()).hasSize(1);
        assertThat(failure(ReadOptions.ofSplit("valid"), line))
                .hasMessageEndingWith("the dataset's lines name no split; read it without asking for 'valid'");
    }

    @Test
    void aRepeatedLineGetsAnIdOfItsOwnWhateverTheLimit() throws Exception {
        List<DatasetItem> all =
                read(ReadOptions.ofSplit("valid"), ANT, BEE, ANT).items();
        assertThat(all.get(1).itemId()).isEqualTo(all.get(0).itemId() + "-2");
        assertThat(read(new ReadOptions("valid", 1, null), ANT, BEE, ANT).items())
                .containsExactly(all.get(0));
    }

    @Test
    void aQuestionsLabelIsNoClass() throws Exception {
        Dataset dataset = read(ReadOptions.ALL, "{'image': 'images/ant.png', 'text': 'Which?', 'label': 'C'}");
        assertThat(dataset.classes()).isEmpty();
        assertThat(dataset.items().get(0).labelIndex()).isNull();
    }

    @Test
    void aQuestionMayHaveNoImageAndARemoteImageNoFile() throws Exception {
        Dataset dataset = read(
                ReadOptions.ALL,
                "{'text': 'What is it?', 'answers': ['an ant']}",
                "{'image': 'https://example.org/ant.png', 'label': 'ant'}");
        assertThat(dataset.items()).extracting(DatasetItem::image).containsOnlyNulls();
        assertThat(dataset.items().get(0).answers()).containsExactly("an ant");
        assertThat(dataset.items().get(1).imageName()).isEqualTo("https://example.org/ant.png");
    }

    @Test
    void namesAreLookedForFromTheFolderAboveToo() throws Exception {
        Path below = Files.createDirectory(folder.resolve("lists"));
        Path file = Files.writeString(below.resolve("d.jsonl"), ANT.replace('\'', '"'));
        assertThat(Datasets.read(file, ReadOptions.ALL).items().get(0).image().file())
                .contains(folder.resolve("images/ant.png"));
    }

    @Test
    void everyProblemIsNamedWithItsLineUpToFive() {
        String lost = "{'image': 'images/wasp.png', 'label': 'ant'}";
        String noLabel = "{'image': 'images/ant.png'}";
        DatasetException failure = failure(ReadOptions.ALL, lost, "", noLabel, lost, lost, lost, lost);
        assertThat(failure.problems()).hasSize(6);
        assertThat(failure.getMessage())
                .contains("6 problems")
                .contains("line 1: image file not found: images/wasp.png (looked from " + folder)
                .contains("line 3: missing 'label' (or 'answers' for an open question)")
                .contains("line 6:")
                .doesNotContain("line 7:")
                .endsWith("… and 1 more");
    }

    @Test
    void namesOfOtherProgramsAndImagesInBase64AreRefusedWithTheCure() {
        assertThat(failure(ReadOptions.ALL, "{'img': 'images/ant.png', 'category': 'ant'}"))
                .hasMessageEndingWith("; --map image=img takes the file names in 'img'; --map label=category takes the"
                        + " labels in 'category'");
        assertThat(failure(ReadOptions.ALL, "{'image': '/9j/" + "A".repeat(70) + "', 'label': 'ant'}"))
                .hasMessageEndingWith("line 1: the image is base64, which is read in CSV and in items that are sent to"
                        + " Kafka or over HTTP; write CSV, file names, or Parquet");
    }

    @Test
    void invalidJsonIsNamedWithItsLine() {
        assertThat(failure(ReadOptions.ALL, ANT, "{'image': ", "[1]", "{'image': 3, 'label': 'x'}"))
                .hasMessageContaining("line 2: invalid JSON: Unexpected end-of-input")
                .hasMessageContaining("line 3: must be a JSON object")
                .hasMessageContaining("line 4: field 'image' must be a string, got 3");
    }

    @Test
    void anArrayIsToldFromLinesByItsContent() throws Exception {
        assertThat(read(ReadOptions.ofSplit("valid"), "\ufeff [", ANT, ",", BEE, "]")
                        .items())
                .hasSize(1)
                .first()
                .extracting(DatasetItem::place)
                .isEqualTo("line 2");
        assertThat(failure(ReadOptions.ALL, "[", ANT, ", oops]")).hasMessageContaining("line 3: invalid JSON");
        assertThat(failure(ReadOptions.ALL, "[", ANT)).hasMessageContaining("invalid JSON: Unexpected end-of-input");
        assertThat(failure(ReadOptions.ALL, "[", ANT, "]", "{}")).hasMessageContaining("line 4: something follows");
    }

    @Test
    void whatIsNoJsonIsToldOnceWithItsBeginning() throws Exception {
        assertThat(failure(ReadOptions.ALL, "\uFEFFimages and labels", "ant.jpg ant", "bee.jpg bee"))
                .hasMessageContaining("it begins with \"images and labels\" and must hold JSON objects")
                .hasMessageNotContaining("line 2");
    }

    @Test
    void whatIsAboutSeveralImagesIsSaidSo() {
        assertThat(failure(
                        ReadOptions.ALL,
                        "{'image': ['images/ant.png', 'images/bee.png'], 'text': 'Same?', 'label': 'no'}",
                        "{'image': 'images/ant.png', 'text': 'Is <image 1> like <image 2>?', 'label': 'no'}",
                        "{'image': 'images/ant.png', 'text': 'What is <image 1>?', 'label': 'ant'}"))
                .hasMessageContaining("2 problems")
                .hasMessageContaining("line 1: it has several images (2), and an item has one; leave such items out")
                .hasMessageContaining("line 2: the question is about several images (<image 2>), and an item has one");
    }

    @Test
    void oneImageMayBeInAListOrAnObject() throws Exception {
        Dataset dataset = read(
                ReadOptions.ALL,
                "{'image': ['images/ant.png'], 'label': 'ant'}",
                "{'image': {'path': 'images/ant.png'}, 'label': 'ant'}",
                "{'image': [{'bytes': null, 'path': 'images/ant.png'}], 'label': 'ant'}");
        assertThat(dataset.items())
                .hasSize(3)
                .allSatisfy(item -> assertThat(item.image().file()).contains(folder.resolve("images/ant.png")));
        assertThat(dataset.items().get(0).itemId()).isEqualTo(ItemIds.of("images/ant.png", null, "ant"));
        assertThat(failure(ReadOptions.ALL, "{'image': [null], 'label': 'ant'}"))
                .hasMessageContaining("line 1: missing 'image'");
    }

    @Test
    void valuesAreCutInMessages() {
        String image = "A".repeat(3000);
        assertThat(failure(
                        ReadOptions.ALL,
                        "{'image': ['" + image + "', 'b'], 'label': 'ant'}",
                        "['" + image + "']",
                        "{'image': {'bytes': '" + image + "', 'path': 'a'}, 'label': 'ant'}"))
                .hasMessageContaining("got [\"" + "A".repeat(98) + "…")
                .hasMessageContaining("it has several images (2)")
                .hasMessageContaining("field 'image' must be a string, got {\"bytes\":\"" + "A".repeat(90) + "…");
    }

    @Test
    void byteOrderMarksAndWindowsLineEndsAreNoMatter() throws Exception {
        assertThat(read(ReadOptions.ofSplit("valid"), "\ufeff" + ANT + "\r", BEE + "\r")
                        .items())
                .hasSize(1);
    }

    @Test
    void whatCannotBeReadIsRefused() throws Exception {
        assertThat(failure(ReadOptions.ALL, "")).hasMessageContaining("the dataset is empty");
        assertThat(catchThrowableOfType(
                        DatasetException.class, () -> Datasets.read(folder.resolve("none"), ReadOptions.ALL)))
                .hasMessageEndingWith("none: no such file or folder");
        Path binary = Files.write(folder.resolve("x.jsonl"), new byte[] {(byte) 0xff, (byte) 0xd8, 0, 1});
        assertThat(catchThrowableOfType(DatasetException.class, () -> Datasets.read(binary, ReadOptions.ALL)))
                .hasMessageContaining("it is not UTF-8 text");
        Path none = folder.resolve("none.txt");
        assertThat(failure(new ReadOptions("valid", null, none), ANT))
                .hasMessageEndingWith("none.txt: cannot read the class list: no such file");
    }

    @Test
    void namesLeadNoFurtherUpThanTheFolderAbove() throws Exception {
        Path file = Files.createDirectory(folder.resolve("images/set")).resolve("set.jsonl");
        Files.createFile(folder.resolve("canary.png"));
        Files.writeString(file, "{\"image\": \"../ant.png\", \"label\": \"ant\"}");
        assertThat(Datasets.read(file, ReadOptions.ALL).items()).hasSize(1);
        for (String name : List.of("../../canary.png", "file:../../canary.png", "x/../../../canary.png")) {
            Files.writeString(file, "{\"image\": \"" + name + "\", \"label\": \"ant\"}");
            assertThat(catchThrowableOfType(DatasetException.class, () -> Datasets.read(file, ReadOptions.ALL)))
                    .hasMessageContaining("image file not found: " + name);
        }
    }

    @Test
    void whatWouldBeReadWithoutEndIsRefused() {
        Path zeros = Path.of("/dev/zero");
        assumeThat(zeros).exists();
        assertThat(catchThrowableOfType(DatasetException.class, () -> Datasets.read(zeros, ReadOptions.ALL)))
                .hasMessageContaining("/dev/zero: it is no regular file");
        assertThat(failure(new ReadOptions("valid", null, zeros), ANT))
                .hasMessageContaining("/dev/zero: it is no regular file");
        assertThat(failure(ReadOptions.ALL, "{'image': '/dev/zero', 'label': 'ant'}"))
                .hasMessageContaining("image file not found: /dev/zero");
    }

    @Test
    void aFileOfOneEndlessLineIsRefusedWithoutHoldingIt() {
        assertThat(failure(ReadOptions.ALL, "{'image': '" + "a".repeat(BoundedLines.LONGEST)))
                .hasMessageContaining("line 1 has more than");
        assertThat(failure(ReadOptions.ALL, "a".repeat(BoundedLines.LONGEST)))
                .hasMessageContaining("it begins with \"" + "a".repeat(40) + "…\"");
        assertThat(failure(ReadOptions.ALL, " ".repeat(1 << 20))).hasMessageContaining("it begins with 65536 blanks");
    }

    @Test
    void nestedOrRepeatedFieldsAreRefusedByTheirLine() {
        assertThat(failure(ReadOptions.ALL, ANT, "{'label': " + "[".repeat(100_000)))
                .hasMessageContaining("line 2: invalid JSON: Document nesting depth");
        assertThat(failure(ReadOptions.ALL, "[", "{'label': " + "[".repeat(100_000)))
                .hasMessageContaining("line 2: invalid JSON: Document nesting depth");
        assertThat(failure(ReadOptions.ALL, "{'label': 'a', 'label': 'b'}"))
                .hasMessageContaining("line 1: invalid JSON: Duplicate field 'label'");
    }

    @Test
    void aLabelMayBeANumber() throws Exception {
        assertThat(read(ReadOptions.ALL, "{'image': 'images/ant.png', 'label': 5}")
                        .classes())
                .containsExactly("5");
    }

    private Dataset read(ReadOptions options, String... lines) throws Exception {
        Path file = folder.resolve("insects-2.jsonl");
        Files.writeString(file, String.join("\n", lines).replace('\'', '"'));
        return Datasets.read(file, options);
    }

    private DatasetException failure(ReadOptions options, String... lines) {
        return catchThrowableOfType(DatasetException.class, () -> read(options, lines));
    }
}
