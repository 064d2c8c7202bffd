package dev.vlmstream.inference.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.loading.BundleFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People keep models on another disk and hubs keep files apart: a link is what it leads to. */
class LinkedBundleTest {
    @TempDir
    private Path directory;

    private Path bundle() throws IOException {
        Path bundle = Files.createDirectories(directory.resolve("disk/models/bundle"));
        Files.writeString(
                bundle.resolve("config.json"), "{\"model_type\": \"remote\", \"api\": \"openai\", \"model\": \"m\"}");
        return bundle;
    }

    @Test
    void aLinkToABundleHasTheBundlesDigest() throws IOException {
        Path bundle = bundle();
        Path link = Files.createSymbolicLink(directory.resolve("link"), bundle);
        Path empty = Files.createDirectories(directory.resolve("empty"));

        assertThat(DirectoryDigest.sha256(link))
                .isEqualTo(DirectoryDigest.sha256(bundle))
                .isNotEqualTo(DirectoryDigest.sha256(empty));
    }

    @Test
    void bundlesAreFoundBehindALinkToTheirDirectory() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("models"), bundle().getParent());

        assertThat(BundleFinder.find(link)).extracting(ModelBundle::name).containsExactly("bundle");
    }

    @Test
    void aLinkThatLeadsBackIsNamed() throws IOException {
        Path models = bundle().getParent();
        Files.createSymbolicLink(models.resolve("round"), models);

        assertThatThrownBy(() -> BundleFinder.find(models))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("round");
    }
}
