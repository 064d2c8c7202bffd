package dev.vlmstream.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.hub.HubCache;
import dev.vlmstream.datasets.sources.hub.HubDataset;
import dev.vlmstream.datasets.sources.hub.HubDatasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories of images in files of their own, of which the hub has converted none. */
class HubImagesTest {
    private static final String ROWS =
            "{\"file_name\": \"a.jpg\", \"label\": \"ant\"}\n{\"file_name\": \"b.jpg\", \"label\": \"bee\"}\n";

    @TempDir
    Path directory;

    private StubHub stub;
    private byte[] image;

    @BeforeEach
    void starts() throws IOException {
        stub = new StubHub().file("README.md", "a card");
        image = Files.readAllBytes(Installation.home().resolve("demo/data/emoji/images/000_grinning-face_noto.jpg"));
    }

    @AfterEach
    void stops() {
        stub.close();
    }

    private HubDatasets.Fetched fetch(String address, String wanted) throws IOException {
        return new HubDatasets(
                        stub.address(),
                        Optional.empty(),
                        new HubCache(directory.resolve("hub")),
                        directory.resolve("views"),
                        Network.ANY,
                        new Attempts(Duration.ofMillis(1), Duration.ofMillis(400)))
                .fetch(HubDataset.parse(address), Optional.ofNullable(wanted), (done, all, file) -> {});
    }

    private void splits() {
        for (String split : new String[] {"train", "test"}) {
            stub.file(split + "/metadata.jsonl", ROWS)
                    .large(split + "/a.jpg", image)
                    .large(split + "/b.jpg", image);
        }
    }

    @Test
    void aTableNamesTheImagesOfASplit() throws Exception {
        splits();
        HubDatasets.Fetched fetched = fetch("hf://datasets/org/tiny/test", null);
        Dataset dataset = Datasets.read(fetched.folder(), ReadOptions.ALL.withImagesBelow(fetched.folder()));
        assertThat(dataset.name()).isEqualTo("tiny");
        assertThat(dataset.items()).extracting(DatasetItem::label).containsExactly("ant", "bee");
        assertThat(dataset.items().get(0).image().bytes()).isEqualTo(image);
        assertThat(fetched.split()).isEqualTo("test");
        assertThat(stub.seen("train/")).isEmpty();
        HubDatasets.Fetched wanted = fetch("hf://datasets/org/tiny", "train");
        assertThat(Datasets.read(wanted.folder(), ReadOptions.ofSplit("train")).items())
                .extracting(DatasetItem::split)
                .containsExactly("train", "train");
    }

    @Test
    void whichOfSeveralSplitsIsAskedBeforeAnythingIsFetched() {
        splits();
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny", null))
                .isInstanceOf(DownloadException.class)
                .hasMessage("hf://datasets/org/tiny has several splits, say which one, as in"
                        + " hf://datasets/org/tiny/SPLIT: test, train");
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny", "dev"))
                .hasMessage("hf://datasets/org/tiny has no folder of images \"dev\"; there is test, train");
        assertThat(stub.seen("jpg")).isEmpty();
    }

    /** The study's own form, at a revision, of which the hub converts nothing. */
    @Test
    void aFileBesideItsImagesIsRead() throws Exception {
        stub.file("bugs.jsonl", "{\"image\": \"images/a.jpg\", \"label\": \"ant\"}\n")
                .file("bugs_classes.json", "[\"bee\", \"ant\"]")
                .large("images/a.jpg", image);
        Path folder = fetch("hf://datasets/org/tiny@v1", null).folder();
        Dataset dataset = Datasets.read(folder, ReadOptions.ALL.withImagesBelow(folder));
        assertThat(dataset.classes()).containsExactly("bee", "ant");
        assertThat(dataset.items()).extracting(DatasetItem::imageName).containsExactly("images/a.jpg");
    }

    @Test
    void foldersOfClassesAreRead() throws Exception {
        stub.large("data/train/ant/1.jpg", image).large("data/train/bee/1.jpg", image);
        Path folder = fetch("hf://datasets/org/tiny", null).folder();
        assertThat(Datasets.read(folder, ReadOptions.ALL).classes()).containsExactly("ant", "bee");
    }
}
