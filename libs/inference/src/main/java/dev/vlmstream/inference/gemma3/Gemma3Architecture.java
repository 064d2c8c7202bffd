package dev.vlmstream.inference.gemma3;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.decoding.attention.AttentionBlock;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.PictureEncoder;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One picture of a fixed size in the chat template's place for it. */
final class Gemma3Architecture implements Architecture {

    private final BundleDirectory bundle;
    private final LanguageParts language;
    private final ImageTokenIds image;
    private final ImageText text;
    private final PictureEncoder vision;

    private Gemma3Architecture(
            BundleDirectory bundle,
            LanguageParts language,
            ImageTokenIds image,
            ImageText text,
            PictureEncoder vision) {
        this.bundle = bundle;
        this.language = language;
        this.image = image;
        this.text = text;
        this.vision = vision;
    }

    static Gemma3Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        ImageTokenIds image = ImageTokenIds.read(files);
        ImageText text = ImageText.of(files, image, language.tokenizer());
        PictureEncoder vision = PictureEncoder.load(files, language, image.count(), options, loading);
        return new Gemma3Architecture(files, language, image, text, vision);
    }

    @Override
    public ImageProcessor imageProcessor() {
        return vision.processor();
    }

    /** The chat template in either style: the study did not ask this family. */
    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        String prompt = Prompts.chat(bundle, question, withImage);
        return chainOfThought ? Prompts.reasoning(prompt) : prompt;
    }

    @Override
    public int imageToken() {
        return image.feature();
    }

    @Override
    public int[] inputIds(String prompt, @Nullable ImageLayout layout) {
        return language.encode(text.expand(prompt, layout != null));
    }

    @Override
    public AttentionBlock block(String prompt, int[] inputIds) {
        int from = 0;
        while (from < inputIds.length && inputIds[from] != image.feature()) {
            from++;
        }
        int to = from;
        while (to < inputIds.length && inputIds[to] == image.feature()) {
            to++;
        }
        return from == to ? AttentionBlock.NONE : new AttentionBlock(from, to);
    }

    @Override
    public List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
        return vision.encode(images);
    }

    @Override
    public void close() {
        vision.close();
    }
}
