package dev.vlmstream.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
    @TempDir
    Path directory;

    private String home;

    @BeforeEach
    void aClone() throws IOException {
        home = directory.resolve("clone").toString();
        Files.createDirectories(Path.of(home, "demo/data/emoji/images"));
        Files.createDirectories(Path.of(home, "demo/models/emoji-classifier"));
    }

    @Test
    void withoutArgumentsEverythingIsMeasuredOverTheDemo() {
        Options options = Options.parse("--home", home);
        assertThat(options.benchmarks())
                .containsExactly(
                        "preprocess",
                        "embed",
                        "decode",
                        "likelihood",
                        "scoring",
                        "push",
                        "latency",
                        "verdicts",
                        "page",
                        "idle");
        assertThat(options.photos()).isEqualTo(Path.of(home, "demo/data/emoji/images"));
        assertThat(options.model()).isEqualTo(Path.of(home, "demo/models/emoji-classifier"));
    }

    @Test
    void photosAndModelsBesideTheCloneAreTakenFirst() throws IOException {
        Path photos = Files.createDirectories(directory.resolve("shared/data/imagenet-val/images"));
        Path model = Files.createDirectories(directory.resolve("shared/models/efficientnet-lite0"));
        Options options = Options.parse("embed", "--home", home);
        assertThat(options.photos()).isEqualTo(photos);
        assertThat(options.model()).isEqualTo(model);
    }

    @Test
    void numbersGivenReplaceABenchmarksOwn() {
        Options options = Options.parse("decode", "--home", home, "--items", "4");
        assertThat(options.items(64)).isEqualTo(4);
        assertThat(options.rounds(3)).isEqualTo(3);
    }

    @Test
    void whatTakesAGpuIsMeasuredOnlyWhereItIsNamed() throws IOException {
        Path clip = Files.createDirectories(directory.resolve("clip"));
        Options options = Options.parse("gpu", "--home", home, "--clip", clip.toString());
        assertThat(options.benchmarks()).containsExactly("gpu");
        assertThat(options.clip()).contains(clip);
        assertThat(Options.parse("all", "--home", home).benchmarks()).doesNotContain("gpu");
    }

    @Test
    void peersTakesNoValueAndNamesEnginesAndCells() {
        Options options = Options.parse("decode", "--home", home, "--peers", "--cells", "1x74x32,16x650x128");
        assertThat(options.peers().asked()).isTrue();
        assertThat(options.peers().cells()).containsExactly("1x74x32", "16x650x128");
        assertThat(options.peers().engines()).isEmpty();
        assertThat(Options.parse("decode", "--home", home).peers().asked()).isFalse();
    }

    @Test
    void anUnknownBenchmarkIsNamed() {
        assertThatThrownBy(() -> Options.parse("embde")).hasMessageContaining("no benchmark \"embde\"");
    }

    @Test
    void anOptionWithoutItsValueIsNamed() {
        assertThatThrownBy(() -> Options.parse("embed", "--items")).hasMessageContaining("cannot read \"--items\"");
    }

    @Test
    void aMissingDirectoryIsNamed() {
        assertThatThrownBy(() -> Options.parse("embed", "--home", home, "--photos", "nowhere"))
                .hasMessageContaining("nowhere");
    }
}
