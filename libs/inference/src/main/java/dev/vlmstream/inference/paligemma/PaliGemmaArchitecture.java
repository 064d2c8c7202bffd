package dev.vlmstream.inference.paligemma;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.decoding.Positions;
import dev.vlmstream.inference.decoding.attention.AttentionBlock;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.PictureEncoder;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One picture of a fixed size before BOS, the prompt and a line break; positions begin at 1. */
final class PaliGemmaArchitecture implements Architecture {

    private static final int FIRST_POSITION = 1;

    private final LanguageParts language;
    private final Placeholder placeholder;
    private final int count;
    private final String bos;
    private final PictureEncoder vision;

    private PaliGemmaArchitecture(
            LanguageParts language, Placeholder placeholder, int count, String bos, PictureEncoder vision) {
        this.language = language;
        this.placeholder = placeholder;
        this.count = count;
        this.bos = bos;
        this.vision = vision;
    }

    static PaliGemmaArchitecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        Placeholder placeholder = Placeholder.read(files);
        placeholder.requireKnown(files, language.tokenizer());
        String bos = language.tokenizer().bosToken();
        if (bos.isEmpty()) {
            throw files.absent("tokenizer_config.json", "bos_token", "the text of a token");
        }
        int count = ImageLength.of(files);
        PictureEncoder vision = PictureEncoder.load(files, language, count, options, loading);
        return new PaliGemmaArchitecture(language, placeholder, count, bos, vision);
    }

    @Override
    public ImageProcessor imageProcessor() {
        return vision.processor();
    }

    /**
     * The same text in either style: these models have no chat template, and the study did not ask them. What opens an
     * answer stands after the line break that ends the prefix.
     */
    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        String prompt = (withImage ? placeholder.text() : "") + bos + TaskPrefix.before(question) + "\n";
        return chainOfThought ? Prompts.reasoning(prompt) : prompt;
    }

    @Override
    public int imageToken() {
        return placeholder.id();
    }

    /** The answer's opening is tokenised by itself, as transformers' processor does with suffixes. */
    @Override
    public int[] inputIds(String prompt, @Nullable ImageLayout image) {
        String opening = opening(prompt);
        String prefix = prompt.substring(0, prompt.length() - opening.length());
        int[] ids = placeholder.expand(language.tokenizer().encode(prefix, false), image == null ? 0 : count);
        int[] suffix = language.tokenizer().encode(opening, false);
        int[] all = Arrays.copyOf(ids, ids.length + suffix.length);
        System.arraycopy(suffix, 0, all, ids.length, suffix.length);
        return all;
    }

    /** What follows the last line break; nothing if there is none. */
    private static String opening(String prompt) {
        int end = prompt.lastIndexOf('\n');
        return end < 0 ? "" : prompt.substring(end + 1);
    }

    @Override
    public Positions positions(int[] inputIds, @Nullable ImageLayout image) {
        return Positions.counted(FIRST_POSITION, inputIds.length);
    }

    @Override
    public AttentionBlock block(String prompt, int[] inputIds) {
        return new AttentionBlock(0, inputIds.length - language.tokenizer().encode(opening(prompt), false).length);
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
