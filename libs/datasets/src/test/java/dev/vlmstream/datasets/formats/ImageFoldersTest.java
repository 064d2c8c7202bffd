package dev.vlmstream.datasets.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ItemIds;
import dev.vlmstream.datasets.ReadOptions;
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
        write("bee/2.PNG", "bee/1.jpeg", "ant/x.webp", "ant/notes.txt", "ant/.hidden.png", ".git/y.png");
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

    @Test
    void pointingAtAFolderTooLowOrAtTheFolderOfAFileIsExplained() throws Exception {
        write("1.png");
        assertThat(failure(ReadOptions.ALL)).hasMessageEndingWith("point at the folder above");
        Files.move(folder.resolve("1.png"), folder.resolve("emoji.jsonl"));
        assertThat(failure(ReadOptions.ALL)).hasMessageEndingWith("there is emoji.jsonl: point at that file");
        Files.delete(folder.resolve("emoji.jsonl"));
        assertThat(failure(ReadOptions.ALL)).hasMessageContaining("no images found; expected one folder per class");
    }

    @Test
    void linksThatLeadInACircleAndPipesAreNoImages() throws Exception {
        write("ant/1.png");
        Files.createSymbolicLink(folder.resolve("ant/ant"), folder);
        Files.createSymbolicLink(folder.resolve("ant/circle.png"), folder.resolve("ant/circle.png"));
        Files.createSymbolicLink(folder.resolve("circle"), folder.resolve("circle"));
        Files.createSymbolicLink(folder.resolve("ant/endless.png"), Path.of("/dev/zero"));
        assertThat(Datasets.read(folder, ReadOptions.ALL).items())
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
