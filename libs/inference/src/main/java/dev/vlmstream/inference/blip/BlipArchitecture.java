package dev.vlmstream.inference.blip;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.DistinctPictures;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.LeadingImage;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One picture of a fixed size, seen through a Q-Former. */
final class BlipArchitecture implements Architecture {

    private final ImageProcessor processor;
    private final LeadingImage queries;
    private final PixelGraph vision;
    private final int patchWidth;
    private final QFormer qformer;
    private final LanguageParts language;

    private BlipArchitecture(
            ImageProcessor processor,
            LeadingImage queries,
            PixelGraph vision,
            int patchWidth,
            QFormer qformer,
            LanguageParts language) {
        this.processor = processor;
        this.queries = queries;
        this.vision = vision;
        this.patchWidth = patchWidth;
        this.qformer = qformer;
        this.language = language;
    }

    static BlipArchitecture load(
            BundleDirectory files, LanguageParts language, QFormer qformer, RuntimeOptions options, Loading loading) {
        FixedImageProcessor processor = Requirements.fixedImageProcessor(files, options);
        Graph vision = LanguageParts.graph(files, BlipFamily.VISION, options, loading);
        TensorSpec embeds = vision.requireOutput(QFormer.EMBEDS);
        // The configuration names the width only where it is not 1408.
        int patchWidth = embeds.fixed(2) ? (int) embeds.shape()[2] : files.requireInt("vision_config.hidden_size");
        PixelGraph pixels = new PixelGraph(vision, processor, QFormer.EMBEDS);
        return new BlipArchitecture(processor, QueryTokens.read(files), pixels, patchWidth, qformer, language);
    }

    @Override
    public ImageProcessor imageProcessor() {
        return processor;
    }

    /**
     * The study's text in either style: these checkpoints have no chat template, and this text is the one that their
     * authors evaluate with. With reasoning, its sentence stands in the question, not in the answer.
     */
    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        return "Question: " + (chainOfThought ? Prompts.reasoning(question) : question) + " Answer:";
    }

    @Override
    public String likelihoodOpening() {
        return "A";
    }

    @Override
    public int imageToken() {
        return queries.id();
    }

    @Override
    public int[] inputIds(String prompt, @Nullable ImageLayout image) {
        int[] ids = language.encode(prompt);
        if (image == null) {
            return ids;
        }
        qformer.requireRoom(prompt);
        return queries.before(ids);
    }

    @Override
    public boolean readsPrompt() {
        return qformer.readsPrompts();
    }

    /** The vision encoder sees a picture once, however many prompts go with it. */
    @Override
    public List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
        DistinctPictures pictures = DistinctPictures.of(images);
        try (EncodedRows seen = new EncodedRows(language, vision.tensors(pictures.pixels()), patchWidth);
                EncodedRows read = new EncodedRows(
                        language, qformer.read(seen, pictures.pixels().size(), pictures.places(), prompts))) {
            return read.split(images.size());
        }
    }

    @Override
    public void close() {
        Loading.closeAll(List.of(vision, qformer));
    }
}
