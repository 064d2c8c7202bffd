package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelBundleTest {

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
        assertThat(ModelBundle.find(directory)).extracting(ModelBundle::name).containsExactly("a", "b");
        assertThat(ModelBundle.find(directory))
                .extracting(ModelBundle::kind)
                .containsExactly(ModelKind.VISION_LANGUAGE, ModelKind.DUAL_ENCODER);
    }

    @Test
    void aNameThatIsNotThereIsAnsweredWithThoseThatAre() throws IOException {
        bundle("a", "clip");
        assertThatThrownBy(() -> ModelBundle.named(directory, "c"))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("there are: a");
        assertThat(ModelBundle.named(directory, "a").name()).isEqualTo("a");
    }

    @Test
    void aNamedBundleThatIsNotUsableSaysWhy() throws IOException {
        bundle("a", "no-such-family");
        assertThatThrownBy(() -> ModelBundle.named(directory, "a")).hasMessageContaining("no-such-family");
    }

    @Test
    void aNameThatIsThereTwiceIsRefused() throws IOException {
        bundle("a", "clip");
        bundle("group/a", "clip");
        assertThatThrownBy(() -> ModelBundle.named(directory, "a")).hasMessageContaining("rename one");
    }

    @Test
    void theDigestChangesWithNamesAndContentsOnly() throws IOException {
        Path one = bundle("one", "clip");
        Path two = bundle("two", "clip");
        assertThat(ModelBundle.open(one).digest())
                .hasSize(64)
                .isEqualTo(ModelBundle.open(two).digest());
        Files.writeString(two.resolve("x"), "1");
        String with = ModelBundle.open(two).digest();
        assertThat(with).isNotEqualTo(ModelBundle.open(one).digest());
        Files.move(two.resolve("x"), two.resolve("y"));
        assertThat(ModelBundle.open(two).digest()).isNotEqualTo(with);
    }

    @Test
    void theDemosBundlesAreAllThere() {
        assertThat(ModelBundle.find(Demo.models()))
                .extracting(ModelBundle::name)
                .contains("emoji-classifier", "emoji-clip", "emoji-vlm", "emoji-vlm-finetuned");
    }
}
