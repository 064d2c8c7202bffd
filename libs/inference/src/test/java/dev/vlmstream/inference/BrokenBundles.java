package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Breaks copies of bundles, and says how they are refused. */
public final class BrokenBundles {

    private BrokenBundles() {}

    /** Puts other text in the place of some, which must be there. */
    public static void replace(Path file, String old, String replacement) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, replacement));
    }

    /** Gives a bundle the decoder of tiny-llava, a plain one. */
    public static void replaceDecoder(Path bundle) throws IOException {
        String decoder = "onnx/decoder_model_merged.onnx";
        Files.copy(
                TestBundles.path("tiny-llava").resolve(decoder),
                bundle.resolve(decoder),
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** It has one problem, which says all of that. */
    public static void assertProblem(Path bundle, String... parts) {
        assertThat(BundleCheck.problems(bundle, RuntimeOptions.cpu()))
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains(parts));
    }

    /** It cannot be loaded; the message says all of that. */
    public static void assertNotLoaded(Path bundle, String... parts) {
        assertThatThrownBy(() -> ModelLoader.load(BundleFinder.open(bundle), RuntimeOptions.cpu())
                        .close())
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(parts);
    }
}
