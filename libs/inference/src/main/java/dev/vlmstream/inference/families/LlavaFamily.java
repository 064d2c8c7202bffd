package dev.vlmstream.inference.families;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.families.OnePictureArchitecture.ImageTokens;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.PictureEncoder;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * LLaVA-1.5 (Liu et al. 2024, arXiv 2310.03744): a vision encoder, a projector, a decoder; one image, one size.
 *
 * <p>{@code model_type} llava.
 */
public final class LlavaFamily extends LanguageFamily {

    public LlavaFamily() {
        super("llava");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(Requirements.imageProcessor(options), Requirements.graph(VISION, options), ImageTokens::read);
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return new LlavaArchitecture(files, language, options, loading);
    }

    /** The study's text around a question, or the model's own. */
    private static final class LlavaArchitecture extends OnePictureArchitecture {

        private final BeforeProjector before;

        LlavaArchitecture(BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
            super(files, language, options, loading, ImageTokens.read(files));
            this.before = new BeforeProjector(files, options, Requirements.fixedImageProcessor(files, options));
        }

        @Override
        public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
            String prompt =
                    switch (style) {
                        case STUDY ->
                            "USER: " + (withImage ? image().placeholder().text() + "\n" : "") + question
                                    + "\nASSISTANT:";
                        case CHAT -> Prompts.chat(bundle(), question, withImage);
                    };
            return Prompts.reasoning(prompt, chainOfThought);
        }

        @Override
        public float[][] projectorInput(VisionInput image) {
            return before.read(image.pixelValues());
        }

        @Override
        public void close() {
            try (before) {
                super.close();
            }
        }
    }

    /** The vision encoder up to its projector; loaded when it is asked for first, which few runs do. */
    private static final class BeforeProjector implements AutoCloseable {
        private final BundleDirectory files;
        private final RuntimeOptions options;
        private final FixedImageProcessor processor;
        private @Nullable Loaded loaded;

        private record Loaded(PixelGraph vision, String output) {}

        BeforeProjector(BundleDirectory files, RuntimeOptions options, FixedImageProcessor processor) {
            this.files = files;
            this.options = options;
            this.processor = processor;
        }

        /**
         * What the projector reads of one image, {@code [tokens][width of the encoder]}.
         *
         * @throws dev.vlmstream.inference.bundle.BundleException if the encoder does not end in such a projector
         */
        synchronized float[][] read(float[] pixels) {
            if (loaded == null) {
                loaded = load();
            }
            return loaded.vision().positions(loaded.output(), pixels);
        }

        private Loaded load() {
            Path file = new GraphFiles(files).require(LlavaFamily.VISION, options);
            Graph.WithProjectorInput encoder = Graph.loadWithProjectorInput(file, options, PictureEncoder.FEATURES);
            return new Loaded(new PixelGraph(encoder.graph(), processor, encoder.output()), encoder.output());
        }

        @Override
        public synchronized void close() {
            if (loaded != null) {
                loaded.vision().close();
                loaded = null;
            }
        }
    }
}
