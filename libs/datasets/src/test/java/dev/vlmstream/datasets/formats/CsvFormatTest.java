package dev.vlmstream.datasets.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFormatTest {
    private static final byte[] PNG = png(1);

    @TempDir
    Path folder;

    private static byte[] png(int last) {
        byte[] png = new byte[100];
        System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0}, 0, png, 0, 9);
        png[99] = (byte) last;
        return png;
    }

    private static String base64(byte[] image) {
        return Base64.getEncoder().encodeToString(image);
    }

    @BeforeEach
    void writeImage() throws IOException {
        Files.write(folder.resolve("ant.png"), PNG);
    }

    /** As pandas wrote it: quotes, line ends and Chinese in cells, empty ones, and images that rows share. */
    @Test
    void aBenchmarkOfVlmEvalKitIsReadAsItIs() throws Exception {
        Dataset dataset =
                Datasets.read(Path.of("src/test/resources/datasets/circular.tsv"), ReadOptions.ofSplit("dev"));
        assertThat(dataset.items()).hasSize(8);
        DatasetItem first = dataset.items().get(0);
        assertThat(first.text()).isEqualTo("What does this \"picture\" show?\nLook closely.");
        assertThat(first.options()).containsExactly("grinning face", "a house, red", "中文");
        assertThat(first.label()).isEqualTo("A");
        assertThat(first.extra().keySet()).containsExactly("index", "category", "l2-category");
        assertThat(dataset.items().get(1).extra()).containsEntry("hint", "It is an emoji.");
        for (int i = 0; i < 4; i++) {
            DatasetItem turned = dataset.items().get(4 + i);
            assertThat(turned.options().get(1)).isEqualTo("grinning face");
            assertThat(turned.label()).isEqualTo("B");
            assertThat(turned.image()).isEqualTo(dataset.items().get(i).image());
            assertThat(turned.imageName())
                    .isEqualTo(Digest.name(turned.image().bytes()))
                    .isEqualTo(dataset.items().get(i).imageName());
        }
        assertThat(dataset.items()).extracting(DatasetItem::itemId).doesNotHaveDuplicates();
        assertThat(dataset.classes()).isEmpty();
    }

    @Test
    void aRowMayShareTheImageOfALaterOne() throws Exception {
        Dataset dataset = read("index,image,question,answer\n5,6,Which?,a\n6," + base64(PNG) + ",What?,b\n");
        assertThat(dataset.items().get(0).image().bytes()).isEqualTo(PNG);
        assertThat(failure("index,image,question,answer\n5,7,Which?,a"))
                .hasMessageContaining("line 2: its image is that of the row with index 7, which has none");
    }

    @Test
    void imagesAreFilesOrBase64() throws Exception {
        Dataset dataset = read("\ufeffimage;label;artist\r\nant.png;ant;me\r\n\r\ndata:image/png;base64,;bee;you\r\n"
                .replace("data:image/png;base64,", "\"data:image/png;base64," + base64(png(2)) + "\""));
        assertThat(dataset.items()).hasSize(2);
        assertThat(dataset.items().get(0).image().file()).contains(folder.resolve("ant.png"));
        assertThat(dataset.items().get(0).extra()).containsExactly(Map.entry("artist", "me"));
        assertThat(dataset.items().get(1).image().bytes()).isEqualTo(png(2));
        assertThat(dataset.items().get(1).image().file()).isEmpty();
        assertThat(dataset.items().get(1).image().size()).hasValue(100);
        assertThat(dataset.items().get(1).place()).isEqualTo("line 4");
        assertThat(dataset.classes()).containsExactly("ant", "bee");
    }

    @Test
    void brokenBase64IsNamedWithItsLine() throws Exception {
        String broken = base64(PNG).substring(0, 100) + "#" + base64(PNG).substring(101);
        String csv = "image,label\n" + broken + ",ant\n" + base64(PNG) + ",bee\n";
        assertThat(failure(csv))
                .hasMessageContaining("set.csv: line 2: the image is not base64: Illegal base64 character 23");
        Dataset dataset = Datasets.read(folder.resolve("set.csv"), ReadOptions.ALL.withSkipBad(1));
        assertThat(dataset.items()).hasSize(1);
        assertThat(dataset.notices()).contains("line 2: the image is not base64: Illegal base64 character 23");
    }

    @Test
    void severalImagesInACellAreRefusedInWords() {
        String several = "['" + "A".repeat(5000) + "', '" + "B".repeat(5000) + "']";
        assertThat(failure("image,question,answer\n\"" + several + "\",Which?,A\n"))
                .hasMessageEndingWith("line 2: it has several images, and an item has one; leave such items out");
    }

    /** As VLMEvalKit's files have it of questions that may be about several. */
    @Test
    void aListOfOneImageIsThatImage() throws Exception {
        Dataset dataset = read("index,image,image_path,question,answer\n"
                + "0,\"['" + base64(PNG) + "']\",\"['ants/ant.png']\",Which?,a\n"
                + "1,\"[\"\"" + base64(png(2)) + "\"\"]\",,Which?,b\n"
                + "2,['ant.png'],,Which?,c\n");
        assertThat(dataset.items().get(0).imageName()).isEqualTo("ants/ant.png");
        assertThat(dataset.items().get(0).image().bytes()).isEqualTo(PNG);
        assertThat(dataset.items().get(1).imageName()).isEqualTo(Digest.name(png(2)));
        assertThat(dataset.items().get(1).image().bytes()).isEqualTo(png(2));
        assertThat(dataset.items().get(2).image().file()).contains(folder.resolve("ant.png"));
        assertThat(failure("image,question,answer\n\"['a.png', 'b.png']\",Which?,A\n"))
                .hasMessageEndingWith("line 2: it has several images, and an item has one; leave such items out");
    }

    @Test
    void cellsAreSeparatedByBarsOrWhatExcelIsTold() throws Exception {
        assertThat(read("image|label|note\nant.png|ant, red|x;y\n").classes()).containsExactly("ant, red");
        for (String said : List.of("sep=;", "SEP=;\r", "\"sep=;\"", "\ufeffsep=;")) {
            DatasetItem item =
                    read(said + "\nimage;label\nant.png;ant, red\n").items().get(0);
            assertThat(item.label()).isEqualTo("ant, red");
            assertThat(item.place()).isEqualTo("line 3");
        }
        assertThat(read("sep=\t\nimage\tlabel\nant.png\tant\n").classes()).containsExactly("ant");
        assertThat(failure("sep=;\nimage;image\nant.png;ant\n"))
                .hasMessageContaining("line 2: two columns of the header have one name, 'image'");
        assertThat(failure("sep=;\n")).hasMessageContaining("there is no header");
    }

    @Test
    void valuesAreCutInMessages() {
        assertThat(failure(base64(new byte[3000]) + ",ant\nx,y\n"))
                .hasMessageEndingWith(
                        "--map image=" + "A".repeat(100) + "…,label=…; there are " + "A".repeat(100) + "…, ant");
        assertThat(failure("image,label\n" + "b".repeat(3000) + ",ant\n"))
                .hasMessageContaining("image file not found: " + "b".repeat(100) + "… (looked");
    }

    @Test
    void listsAreJsonOrPythonsOrOneText() throws Exception {
        Dataset dataset = read("image,question,answers\n"
                + "ant.png,Which?,\"[\"\"an ant\"\", \"\"ant\"\"]\"\n"
                + "ant.png,What?,\"['it\\'s an ant', \"\"ant\"\"]\"\n"
                + "ant.png,Who?,an ant\n");
        assertThat(dataset.items())
                .extracting(DatasetItem::answers)
                .containsExactly(List.of("an ant", "ant"), List.of("it's an ant", "ant"), List.of("an ant"));
        assertThat(failure("image,question,answers\nant.png,Which?,[oops\n"))
                .hasMessageContaining("line 2: field 'answers' is no list");
    }

    /** But for those of a question, of what else is worded with it, and of answers that are written in a list. */
    @Test
    void blanksAroundCellsAreNoPartOfThem() throws Exception {
        Dataset dataset = read("image, label, split\nant.png, ant, valid\n ant.png ,ant,valid \n");
        assertThat(dataset.classes()).containsExactly("ant");
        assertThat(dataset.items()).extracting(DatasetItem::label).containsOnly("ant");
        assertThat(dataset.items()).extracting(DatasetItem::imageName).containsOnly("ant.png");
        assertThat(dataset.items()).extracting(DatasetItem::split).containsOnly("valid");
        assertThat(read("image, \"label\"\nant.png, \"ant, red\"\n \"ant.png\" , \"a \"\"bee\"\"\" \n")
                        .classes())
                .containsExactly("a \"bee\"", "ant, red");
        DatasetItem question =
                read("image_path, question, hint, A, B, answer\nant.png, Which? , Look.  , ant, bee , A\n")
                        .items()
                        .get(0);
        assertThat(question.imageName()).isEqualTo("ant.png");
        assertThat(question.text()).isEqualTo(" Which? ");
        assertThat(question.extra()).containsEntry("hint", " Look.  ");
        assertThat(question.options()).containsExactly("ant", "bee");
        assertThat(question.label()).isEqualTo("A");
        assertThat(read("image, question, answers\nant.png, Which?, ant\nant.png, What?,\"[' ant', 'bee']\"\n")
                        .items())
                .extracting(DatasetItem::answers)
                .containsExactly(List.of("ant"), List.of(" ant", "bee"));
    }

    @Test
    void numbersAreClassesOfAList() throws Exception {
        Files.writeString(folder.resolve("set_classes.json"), "[\"ant\", \"bee\"]");
        Dataset dataset = read("file_name,target\nant.png,1\nant.png,ant\n");
        assertThat(dataset.items()).extracting(DatasetItem::label).containsExactly("bee", "ant");
        assertThat(dataset.items()).extracting(DatasetItem::labelIndex).containsExactly(1, 0);
        assertThat(dataset.notices())
                .containsExactly("columns taken by their usual names: name=file_name, label=target (--map FIELD=COLUMN"
                        + " takes another)");
    }

    @Test
    void columnsAreMappedAndWhatIsAmbiguousIsAsked() throws Exception {
        String csv = "picture,class,category\nant.png,ant,insect\n";
        assertThat(failure(csv))
                .hasMessageEndingWith("set.csv: each of the columns class, category could be the label; say which one:"
                        + " --map label=class or --map label=category");
        ReadOptions mapped = ReadOptions.ALL.withColumns(Map.of("label", "category"));
        assertThat(Datasets.read(folder.resolve("set.csv"), mapped).classes()).containsExactly("insect");
        assertThat(catchThrowableOfType(
                        DatasetException.class,
                        () -> Datasets.read(
                                folder.resolve("set.csv"), ReadOptions.ALL.withColumns(Map.of("label", "x")))))
                .hasMessageEndingWith("--map label=x: there is no column 'x'; there are category, class, picture");
        assertThat(catchThrowableOfType(
                        DatasetException.class,
                        () -> Datasets.read(
                                folder.resolve("set.csv"), ReadOptions.ALL.withColumns(Map.of("lable", "class")))))
                .hasMessageContaining("--map lable=class: there is no field 'lable'; there are image, name, text");
        assertThat(failure("a,b\n1,2\n"))
                .hasMessageContaining("no column has a usual name for the image or the question; say which one, as in"
                        + " --map image=a,label=…; there are a, b");
        assertThat(failure("image,kind\nant.png,ant\n"))
                .hasMessageEndingWith("no column has a usual name for the label or the answers; say which one, as in"
                        + " --map label=COLUMN; there are image, kind");
    }

    @Test
    void brokenRecordsAreNamedWithTheirLines() throws Exception {
        assertThat(failure("image,label\nant.png,ant,x\n"))
                .hasMessageContaining("line 2: it has 3 cells, but the header names 2 columns");
        assertThat(failure("image,image\nant.png,ant\n"))
                .hasMessageContaining("line 1: two columns of the header have one name, 'image'");
        assertThat(failure("image,label\n\"ant.png\"x,ant\n"))
                .hasMessageContaining("line 2: its quotes or cells are broken");
        Path latin = Files.write(
                folder.resolve("latin.csv"), "image,label\nant.png,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(catchThrowableOfType(DatasetException.class, () -> Datasets.read(latin, ReadOptions.ALL)))
                .hasMessageContaining("line 2: it is not UTF-8 text");
        assertThat(failure("image,label\n")).hasMessageContaining("the dataset is empty");
    }

    @Test
    void aQuoteThatIsNeverClosedDoesNotTakeTheFileIntoMemory() throws Exception {
        assertThat(failure("image,label\nant.png,\"ant\n" + "x,y\n".repeat(9 << 20)))
                .hasMessageContaining("line 2: a record of ")
                .hasMessageContaining("is a quote not closed?");
    }

    private Dataset read(String csv) throws Exception {
        return Datasets.read(Files.writeString(folder.resolve("set.csv"), csv), ReadOptions.ALL);
    }

    private DatasetException failure(String csv) {
        return catchThrowableOfType(DatasetException.class, () -> read(csv));
    }
}
