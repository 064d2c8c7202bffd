package dev.vlmstream.datasets.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ItemIds;
import dev.vlmstream.datasets.LeftOut;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.preprocessing.header.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFoldersTest {
    @TempDir
    Path folder;

    @Test
    void aFolderIsAClassAndBothAreTakenInTheOrderOfTheirNames() throws Exception {
        write(
                "bee/2.PNG",
                "bee/1.jpeg",
                "ant/x.webp",
                "ant/notes.txt",
                "ant/.hidden.png",
                ".git/y.png",
                "__MACOSX/._1.png",
                "@eaDir/1.jpg");
        Dataset dataset = Datasets.read(folder, ReadOptions.ALL);
        assertThat(dataset.name()).isEqualTo(folder.getFileName().toString());
        assertThat(dataset.classes()).containsExactly("ant", "bee");
        assertThat(dataset.items())
                .extracting(DatasetItem::imageName)
                .containsExactly("ant/x.webp", "bee/1.jpeg", "bee/2.PNG");
        DatasetItem last = dataset.items().get(2);
        assertThat(last.label()).isEqualTo("bee");
        assertThat(last.labelIndex()).isEqualTo(1);
        assertThat(last.place()).isEqualTo("image 3");
        assertThat(last.image().file().orElseThrow()).isRegularFile().isAbsolute();
        assertThat(last.itemId()).isEqualTo(ItemIds.of("bee/2.PNG", null, "bee"));
    }

    @Test
    void theNameOfAMacsFolderIsTheClassOfTheList() throws Exception {
        write("Ba\u0308r/1.png", "zebra/1.png");
        Dataset dataset = Datasets.read(folder, new ReadOptions(null, null, classes("zebra\nB\u00e4r\n")));
        assertThat(dataset.items())
                .extracting(item -> item.imageName() + " " + item.label() + " " + item.labelIndex())
                .containsExactly("Ba\u0308r/1.png B\u00e4r 1", "zebra/1.png zebra 0");
    }

    /** Of two such names there would be one: that of no class, or of no file. */
    @Test
    void namesThatAreNotUtf8AreToldWithTheCure() throws Exception {
        write("ant/1.png");
        inLatin1("touch \"ant/$(printf 'K\\344fer').png\" \"ant/$(printf 'K\\366fer').png\"");
        assertThat(failure(ReadOptions.ALL))
                .hasMessageContaining("ant: 2 images left out: name that is not UTF-8, such as ant/K")
                .hasMessageContaining("convmv -f latin1 -t utf8 -r --notest " + folder);
        inLatin1("mkdir \"$(printf 'B\\344r')\"");
        assertThat(failure(ReadOptions.ALL.withSkipBad(2)))
                .hasMessageContaining("the name of the folder 'B\ufffdr' is not UTF-8; rename what has such a name");
    }

    /** Java writes no such name; a file system that has none refuses it. */
    private void inLatin1(String command) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        shell.getInputStream().readAllBytes();
        assumeTrue(shell.waitFor() == 0, "names are UTF-8 here");
    }

    @Test
    void aLimitTakesTheFirstAndKeepsTheClasses() throws Exception {
        write("ant/1.png", "ant/2.png", "bee/1.png");
        Dataset dataset = Datasets.read(folder, new ReadOptions(null, 1, null));
        assertThat(dataset.items()).hasSize(1);
        assertThat(dataset.classes()).containsExactly("ant", "bee");
    }

    @Test
    void aSplitIsAFolderOfClassFolders() throws Exception {
        write("train/ant/1.png", "val/ant/2.png");
        Dataset dataset = Datasets.read(folder, ReadOptions.ofSplit("val"));
        assertThat(dataset.items()).extracting(DatasetItem::imageName).containsExactly("ant/2.png");
        assertThat(dataset.items().get(0).split()).isEqualTo("val");
        assertThat(failure(ReadOptions.ALL))
                .hasMessageContaining("folder 'train' holds folders: ask for the split 'train' or point at it");
        assertThat(failure(ReadOptions.ofSplit("test"))).hasMessageContaining("no folder for the split 'test'");
    }

    @Test
    void aClassListNamesTheFoldersInTheirOrder() throws Exception {
        write("n01/1.png", "n02/1.png");
        Dataset dataset = Datasets.read(folder, new ReadOptions(null, null, classes("tench\ngoldfish")));
        assertThat(dataset.items()).extracting(DatasetItem::label).containsExactly("tench", "goldfish");
        assertThat(dataset.classes()).containsExactly("tench", "goldfish");
    }

    @Test
    void aClassListThatHoldsTheFoldersNamesGivesTheIndices() throws Exception {
        write("ant/1.png", "bee/1.png");
        Dataset dataset = Datasets.read(folder, new ReadOptions(null, null, classes("wasp\nbee\nant")));
        assertThat(dataset.items()).extracting(DatasetItem::labelIndex).containsExactly(2, 1);
        assertThat(dataset.classes()).containsExactly("wasp", "bee", "ant");
    }

    @Test
    void aClassListThatFitsNeitherWayIsRefused() throws Exception {
        write("ant/1.png", "bee/1.png");
        assertThat(failure(new ReadOptions(null, null, classes("wasp"))))
                .hasMessageContaining("there are 2 class folders, but ")
                .hasMessageContaining("lists 1 classes, and they are not the folders' names");
    }

    /** Of torchvision's and Keras's folders the tenth comes before the second; a list has it where it belongs. */
    @Test
    void foldersWithNumbersAreNoClassesUntilAListNamesThem() throws Exception {
        write("0/1.png", "1/1.png", "2/1.png", "10/1.png", "11/1.png");
        assertThat(Datasets.read(folder, ReadOptions.ALL).listed()).isFalse();
        Dataset whole = Datasets.read(folder, new ReadOptions(null, null, classes("a\nb\nc\nd\ne")));
        assertThat(whole.listed()).isTrue();
        assertThat(whole.items())
                .extracting(item -> item.imageName() + " " + item.label() + " " + item.labelIndex())
                .containsExactly("0/1.png a 0", "1/1.png b 1", "10/1.png d 3", "11/1.png e 4", "2/1.png c 2");
        Dataset some =
                Datasets.read(folder, new ReadOptions(null, null, classes("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl")));
        assertThat(some.items()).extracting(DatasetItem::label).containsExactly("a", "b", "k", "l", "c");
        assertThat(failure(new ReadOptions(null, null, classes("a\nb\nc\nd\ne\nf"))))
                .isNotNull();
        Dataset digits = Datasets.read(folder, new ReadOptions(null, null, classes("0\n1\n2\n10\n11")));
        assertThat(digits.listed()).isTrue();
        assertThat(digits.items()).extracting(DatasetItem::label).containsExactly("0", "1", "10", "11", "2");
    }

    @Test
    void aClassListBesideTheFoldersIsTaken() throws Exception {
        write("insects/n01/1.png", "insects/n02/1.png", "insects_classes.json");
        Path insects = folder.resolve("insects");
        Files.writeString(folder.resolve("insects_classes.json"), "[\"ant\", \"bee\"]");
        assertThat(Datasets.read(insects, ReadOptions.ALL).items())
                .extracting(DatasetItem::label)
                .containsExactly("ant", "bee");
        Files.writeString(folder.resolve("insects_classes.json"), "[\"ant\"]");
        assertThat(catchThrowableOfType(DatasetException.class, () -> Datasets.read(insects, ReadOptions.ALL)))
                .hasMessageContaining("there are 2 class folders, but the class list beside them lists 1 classes");
    }

    @Test
    void pointingAtAFolderTooLowOrAtTheFolderOfAFileIsExplained() throws Exception {
        write("1.png");
        assertThat(failure(ReadOptions.ALL)).hasMessageEndingWith("point at the folder above");
        Files.move(folder.resolve("1.png"), folder.resolve("emoji.jsonl"));
        assertThat(failure(ReadOptions.ALL)).hasMessageEndingWith("there is emoji.jsonl: point at that file");
        write("2.png", "labels.xlsx");
        assertThat(failure(ReadOptions.ALL))
                .hasMessageEndingWith(
                        "in it; there is emoji.jsonl: point at that file; or there is labels.xlsx: save its"
                                + " sheet as CSV UTF-8, and point at that; or there are images without a class folder: point at"
                                + " the folder above");
        Files.delete(folder.resolve("2.png"));
        Files.delete(folder.resolve("labels.xlsx"));
        Files.delete(folder.resolve("emoji.jsonl"));
        assertThat(failure(ReadOptions.ALL)).hasMessageContaining("no images found; expected one folder per class");
        assertThat(catchThrowableOfType(DatasetException.class, () -> Datasets.read(Path.of(""), ReadOptions.ALL)))
                .hasMessageStartingWith(".: no images found");
    }

    @Test
    void everyFormatThatIsDecodedHasItsEndingHereAndItsNameOnThePage() throws Exception {
        String page = Files.readString(Path.of("../../docs/datasets.md"));
        String read =
                page.substring(page.indexOf("**Image formats.**"), page.indexOf(" are read, with the same pixels"));
        for (ImageFormat format : ImageFormat.values()) {
            write("ant/1." + format.id());
            assertThat(read).containsIgnoringCase(" " + format.id());
        }
        assertThat(Datasets.read(folder, ReadOptions.ALL).items()).hasSameSizeAs(ImageFormat.values());
    }

    @Test
    void imagesOfFormatsThatAreNotReadAreCountedAndRefused() throws Exception {
        write(
                "ant/1.png",
                "ant/2.pcx",
                "bee/1.heic",
                "bee/2.HEIC",
                "bee/notes.txt",
                "cat/1.jpg",
                "cat/2.avif",
                "cat/1.HEIC");
        assertThat(failure(ReadOptions.ALL))
                .hasMessage(folder + ": 3 problems"
                        + "\n  bee: 2 images left out: .heic, which is not read, such as bee/1.heic; nothing of this class is left"
                        + "\n  ant: 1 image left out: .pcx, which is not read, such as ant/2.pcx"
                        + "\n  cat: 1 image left out: .avif, which is not read, such as cat/2.avif"
                        + "\n  convert them first, as with ImageMagick: magick mogrify -format jpg " + folder
                        + "/*/*.HEIC " + folder + "/*/*.avif " + folder + "/*/*.heic " + folder
                        + "/*/*.pcx (on a Mac also: sips -s format jpeg); a file beside its copy no longer counts"
                        + "\n  --skip-bad 4 leaves out what cannot be used");
        Dataset dataset = Datasets.read(folder, ReadOptions.ALL.withSkipBad(4));
        assertThat(dataset.items()).extracting(DatasetItem::imageName).containsExactly("ant/1.png", "cat/1.jpg");
        assertThat(dataset.notices()).contains(folder + ": skipped 4 rows that cannot be used");
        assertThat(dataset.unusable()).isEqualTo(4);
        assertThat(dataset.leftOut())
                .contains(
                        new LeftOut("bee", ".heic, which is not read", 2, true, "bee/1.heic"),
                        new LeftOut("bee", "no image: .txt", 1, false, "bee/notes.txt"),
                        new LeftOut("cat", ".heic beside a copy that is read", 1, false, "cat/1.HEIC"));
    }

    @Test
    void imagesInFoldersOfAClassAreNotLostWithoutAWord() throws Exception {
        write("ant/1.png", "ant/more/2.png", "ant/more/deeper/3.png", "ant/empty/notes.txt", "bee/1.png", "cover.jpg");
        assertThat(failure(ReadOptions.ALL))
                .hasMessageContaining(
                        "ant: 2 images left out: in a folder of the class's folder, such as ant/more/2.png");
        assertThat(Datasets.read(folder, ReadOptions.ALL.withSkipBad(2)).notices())
                .contains("1 image lies outside the class folders, where none is read");
    }

    /** Offered, it would take answers of the others, such as 18 of 100 of CLIP's. */
    @Test
    void anEmptyFolderIsNoClassUnlessAListSaysSo() throws Exception {
        write("ant/1.png", "bee/notes.txt", "bee/@eaDir/1.jpg", "cat/2.png");
        Files.createSymbolicLink(folder.resolve("dog"), folder.resolve("cat"));
        Dataset dataset = Datasets.read(folder, ReadOptions.ALL);
        assertThat(dataset.classes()).containsExactly("ant", "cat", "dog");
        assertThat(dataset.items()).extracting(DatasetItem::labelIndex).containsExactly(0, 1, 2);
        assertThat(dataset.leftOut())
                .containsExactly(new LeftOut("bee", "class folder without an image", 1, false, "bee"));
        Dataset listed = Datasets.read(folder, new ReadOptions(null, null, classes("ant\nbee\ncat\ndog")));
        assertThat(listed.classes()).containsExactly("ant", "bee", "cat", "dog");
        assertThat(listed.items()).extracting(DatasetItem::labelIndex).containsExactly(0, 2, 3);
        assertThat(listed.notices())
                .contains("1 class has no image: bee; the names are offered to models all the same");
    }

    @Test
    void detectionSetsAreRefusedInsteadOfTakingTheirFoldersForClasses() throws Exception {
        write("coco/annotations/instances_val2017.json", "coco/train2017/1.jpg", "coco/val2017/2.jpg");
        write(
                "devkit/VOC2012/Annotations/1.xml",
                "devkit/VOC2012/JPEGImages/1.jpg",
                "devkit/VOC2012/SegmentationClass/1.png");
        write("other/ant/1.jpg", "other/val2017/notes.txt", "other/JPEGImages of bees/2.jpg");
        assertThat(catchThrowableOfType(
                        DatasetException.class, () -> Datasets.read(folder.resolve("coco"), ReadOptions.ALL)))
                .hasMessageContaining("it has the layout of COCO, whose folder train2017 is no class")
                .hasMessageEndingWith("write a CSV file with the columns image and label, one class an image, and point"
                        + " at that file");
        for (String place : new String[] {"devkit", "devkit/VOC2012"}) {
            assertThat(catchThrowableOfType(
                            DatasetException.class, () -> Datasets.read(folder.resolve(place), ReadOptions.ALL)))
                    .hasMessageContaining("it has the layout of Pascal VOC, whose folder ")
                    .hasMessageContaining("JPEGImages is no class");
        }
        assertThat(Datasets.read(folder.resolve("other"), ReadOptions.ALL).classes())
                .containsExactly("JPEGImages of bees", "ant");
    }

    @Test
    void emptyClassesAndClassesOfOneNameAreTold() throws Exception {
        write("Ant/1.png", "ant/2.png", "bee/notes.txt");
        assertThat(Datasets.read(folder, ReadOptions.ALL).notices())
                .containsExactlyInAnyOrder(
                        "1 class has no image: bee; left out, unless --classes FILE lists all class names",
                        "classes 'Ant' and 'ant' differ only in case or spaces: an answer that names one also names"
                                + " the other");
    }

    @Test
    void linksThatLeadInACircleAndPipesAreNoImages() throws Exception {
        write("ant/1.png");
        Files.createSymbolicLink(folder.resolve("ant/ant"), folder);
        Files.createSymbolicLink(folder.resolve("ant/circle.png"), folder.resolve("ant/circle.png"));
        Files.createSymbolicLink(folder.resolve("circle"), folder.resolve("circle"));
        Files.createSymbolicLink(folder.resolve("ant/endless.png"), Path.of("/dev/zero"));
        assertThat(failure(ReadOptions.ALL))
                .hasMessageContaining("ant: 2 images left out: link that leads nowhere, or no regular file, such as"
                        + " ant/circle.png");
        assertThat(Datasets.read(folder, ReadOptions.ALL.withSkipBad(2)).items())
                .extracting(DatasetItem::imageName)
                .containsExactly("ant/1.png");
    }

    private void write(String... files) throws IOException {
        for (String file : files) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.createFile(folder.resolve(file));
        }
    }

    private Path classes(String names) throws IOException {
        return Files.writeString(folder.resolve("names.txt"), names);
    }

    private DatasetException failure(ReadOptions options) {
        return catchThrowableOfType(DatasetException.class, () -> Datasets.read(folder, options));
    }
}
