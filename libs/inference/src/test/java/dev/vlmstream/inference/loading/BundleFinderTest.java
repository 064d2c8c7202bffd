package dev.vlmstream.inference.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFinderTest {

    @TempDir
    Path directory;

    private Path bundle(String path, String modelType) throws IOException {
        Path made = Files.createDirectories(directory.resolve(path));
        Files.writeString(made.resolve("config.json"), "{\"model_type\": \"" + modelType + "\"}");
        return made;
    }

    @Test
    void findsBundlesTwoDirectoriesDeepByName() throws IOException {
        bundle("b", "clip");
        bundle("group/a", "llava");
        bundle("group/sub/too-deep", "clip");
        bundle("unknown", "no-such-family");
        assertThat(BundleFinder.find(directory)).extracting(ModelBundle::name).containsExactly("a", "b");
        assertThat(BundleFinder.find(directory))
                .extracting(ModelBundle::kind)
                .containsExactly(ModelKind.VISION_LANGUAGE, ModelKind.DUAL_ENCODER);
    }

    @Test
    void theDigestChangesWithNamesAndContentsOnly() throws IOException {
        Path one = bundle("one", "clip");
        Path two = bundle("two", "clip");
        assertThat(BundleFinder.open(one).digest())
                .hasSize(64)
                .isEqualTo(BundleFinder.open(two).digest());
        Files.writeString(two.resolve("x"), "1");
        String with = BundleFinder.open(two).digest();
        assertThat(with).isNotEqualTo(BundleFinder.open(one).digest());
        Files.move(two.resolve("x"), two.resolve("y"));
        assertThat(BundleFinder.open(two).digest()).isNotEqualTo(with);
    }

    @Test
    void theDemosBundlesAreAllThere() {
        assertThat(BundleFinder.find(Demo.models()))
                .extracting(ModelBundle::name)
                .contains("emoji-classifier", "emoji-clip", "emoji-vlm", "emoji-vlm-finetuned");
    }
}
