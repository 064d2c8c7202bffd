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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableFoldersTest {
    private static final String ROWS =
            "{\"file_name\": \"a.png\", \"label\": \"ant\"}\n{\"file_name\": \"sub/b.png\", \"label\": \"bee\"}\n";

    @TempDir
    Path parent;

    /** The form of the hub's ImageFolder. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"metadata.jsonl | ''", "metadata.csv | ''", "metadata.jsonl | train", "metadata.csv | train"})
    void metadataNamesTheImages(String name, String split) throws Exception {
        Path folder = split.isEmpty() ? root() : root().resolve(split);
        images(folder, "a.png", "sub/b.png");
        write(folder.resolve(name), name.endsWith("csv") ? "file_name,label\na.png,ant\nsub/b.png,bee\n" : ROWS);
        ReadOptions options = split.isEmpty() ? ReadOptions.ALL : ReadOptions.ofSplit(split);
        Dataset dataset = Datasets.read(root(), options);
        assertThat(dataset.name()).isEqualTo("insects");
        assertThat(dataset.classes()).containsExactly("ant", "bee");
        assertThat(dataset.items()).extracting(DatasetItem::label).containsExactly("ant", "bee");
        DatasetItem second = dataset.items().get(1);
        assertThat(second.image().file()).contains(folder.resolve("sub/b.png"));
        assertThat(second.itemId()).isEqualTo(ItemIds.of("sub/b.png", null, "bee"));
        assertThat(second.split()).isEqualTo(split.isEmpty() ? null : split);
    }

    @Test
    void eachSplitHasItsOwnMetadata() throws Exception {
        for (String split : new String[] {"train", "test"}) {
            images(root().resolve(split), "a.png", "sub/b.png");
            write(root().resolve(split).resolve("metadata.jsonl"), ROWS);
        }
        assertThat(Datasets.read(root(), ReadOptions.ofSplit("test")).items())
                .extracting(item -> item.image().file().orElseThrow())
                .containsExactly(root().resolve("test/a.png"), root().resolve("test/sub/b.png"));
        assertThat(failure(ReadOptions.ALL))
                .hasMessageEndingWith("say which split to read; there are tables of images in test, train");
        assertThat(failure(ReadOptions.ofSplit("dev"))).hasMessageContaining("there is no split 'dev'");
    }

    /** The form of the study: the file beside its folder of images, with a list of classes. */
    @Test
    void theOneTableThatNamesImagesIsRead() throws Exception {
        images(root(), "images/a.png", "images/b.png");
        write(
                root().resolve("bugs.jsonl"),
                "{\"image\": \"images/a.png\", \"label\": \"ant\"}\n{\"image\": \"images/b.png\", \"label\": \"bee\"}\n");
        write(root().resolve("bugs_classes.json"), "[\"bee\", \"ant\", \"wasp\"]");
        write(root().resolve("notes.csv"), "when,who\n2024,me\n");
        Dataset dataset = Datasets.read(root(), ReadOptions.ALL);
        assertThat(dataset.classes()).containsExactly("bee", "ant", "wasp");
        assertThat(dataset.items()).extracting(DatasetItem::imageName).containsExactly("images/a.png", "images/b.png");
        assertThat(dataset.notices()).containsExactly("read by bugs.jsonl, which names the folder's images");
        Files.copy(root().resolve("bugs.jsonl"), root().resolve("more.jsonl"));
        assertThat(failure(ReadOptions.ALL))
                .hasMessageEndingWith(
                        "each of its tables bugs.jsonl, more.jsonl names images; point at the one that is" + " meant");
    }

    @Test
    void classFoldersStayTheDatasetBesideATable() throws Exception {
        images(root(), "ant/a.png", "bee/b.png");
        write(root().resolve("labels.csv"), "path,label\nant/a.png,wasp\n");
        write(root().resolve("metadata.csv"), "camera,owner\nx,y\n");
        Dataset dataset = Datasets.read(root(), ReadOptions.ALL);
        assertThat(dataset.classes()).containsExactly("ant", "bee");
        assertThat(dataset.notices())
                .containsExactly("labels.csv names images of this folder, too: point at it to read what it lists");
    }

    @Test
    void aTableThatNamesNoneOfTheImagesOfTheOnlyFolderIsTheDatasetAllTheSame() throws Exception {
        images(root().resolve("img"), "1.jpg", "2.jpg");
        write(root().resolve("data.csv"), "image,label\nimg\\1.jpg,ant\nimg\\2.jpg,bee\n");
        assertThat(catchThrowableOfType(DatasetException.class, () -> Datasets.read(root(), ReadOptions.ALL)))
                .hasMessageEndingWith(
                        "its only class would be 'img', and beside that lies data.csv, which names none of"
                                + " the images: point at that file, or give the classes with --classes FILE");
        images(root().resolve("more"), "3.jpg");
        assertThat(Datasets.read(root(), ReadOptions.ALL).items()).hasSize(3);
    }

    @Test
    void imagesThatAreNotReadAreToldWhereTheyAreNamed() throws Exception {
        images(root(), "a.heic");
        write(root().resolve("metadata.csv"), "file_name,label\na.heic,ant\n");
        assertThat(failure(ReadOptions.ALL))
                .hasMessageContaining("line 2: image is a .heic, which is not read: " + root().resolve("a.heic")
                        + " (convert it, as with magick mogrify -format jpg, and name the copy)");
    }

    /** Whoever points at a file of JSON with another name for its images is told how to map it. */
    @Test
    void fieldsThatLookLikeTheImageAreNamed() throws Exception {
        images(root(), "a.png");
        Path file = write(root().resolve("x.jsonl"), "{\"picture\": \"a.png\", \"label\": \"ant\"}\n");
        assertThat(catchThrowableOfType(DatasetException.class, () -> Datasets.read(file, ReadOptions.ALL)))
                .hasMessageEndingWith("line 1: missing 'image' (or 'text' for a question without an image);"
                        + " --map image=picture takes the file names in 'picture'");
    }

    private Path root() {
        return parent.resolve("insects");
    }

    private static void images(Path folder, String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.createFile(folder.resolve(name));
        }
    }

    private static Path write(Path file, String text) throws IOException {
        return Files.writeString(file, text);
    }

    private DatasetException failure(ReadOptions options) {
        return catchThrowableOfType(DatasetException.class, () -> Datasets.read(root(), options));
    }
}
