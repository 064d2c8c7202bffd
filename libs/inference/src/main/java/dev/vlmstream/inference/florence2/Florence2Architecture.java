package dev.vlmstream.inference.florence2;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.DistinctPictures;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One picture of a fixed size and a question, read by an encoder. In a prompt the text of the token that ends what the encoder
 * reads, {@code </s>}, may come once: what follows opens the decoder's answer, as {@code decoder_input_ids} do in transformers.
 */
final class Florence2Architecture implements Architecture {

    private final ImageProcessor processor;
    private final SpecialTokens special;
    private final PixelGraph vision;
    private final PromptEncoder encoder;
    private final LanguageParts language;
    private final String end;

    private Florence2Architecture(
            ImageProcessor processor,
            SpecialTokens special,
            PixelGraph vision,
            PromptEncoder encoder,
            LanguageParts language) {
        this.processor = processor;
        this.special = special;
        this.vision = vision;
        this.encoder = encoder;
        this.language = language;
        this.end = language.tokenizer().decode(new int[] {special.end()}, false);
    }

    static Florence2Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        language.decoder().requireCross();
        FixedImageProcessor processor = Requirements.fixedImageProcessor(files, options);
        PixelGraph vision = new PixelGraph(
                LanguageParts.graph(files, Florence2Family.VISION, options, loading), processor, "image_features");
        PromptEncoder encoder =
                new PromptEncoder(LanguageParts.graph(files, Florence2Family.ENCODER, options, loading), language);
        return new Florence2Architecture(processor, SpecialTokens.read(files), vision, encoder, language);
    }

    @Override
    public ImageProcessor imageProcessor() {
        return processor;
    }

    /** The question alone, in either style: the family was trained on sentences without anything around them. */
    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        return chainOfThought ? opened(question, Prompts.REASONING) : question;
    }

    @Override
    public String opened(String prompt, String words) {
        return prompt.contains(end) ? Prompts.opened(prompt, words) : prompt + end + words;
    }

    /** Answers are a name alone, as this family's of what a region shows. */
    @Override
    public String likelihoodOpening() {
        return "";
    }

    @Override
    public String decoderText(String prompt) {
        int at = prompt.indexOf(end);
        return at < 0 ? "" : prompt.substring(at + end.length());
    }

    /** The decoder's tokens have none. */
    @Override
    public int imageToken() {
        return -1;
    }

    @Override
    public int[] inputIds(String prompt, @Nullable ImageLayout image) {
        if (image == null) {
            throw new IllegalArgumentException(
                    "model_type florence2 answers about an image only; ask with the image, or another model");
        }
        return special.image().before(text(prompt));
    }

    /** What the encoder reads behind the image. */
    private int[] text(String prompt) {
        int at = prompt.indexOf(end);
        String question = TaskWords.of(at < 0 ? prompt : prompt.substring(0, at));
        return IntStream.concat(
                        IntStream.concat(
                                IntStream.of(special.begin()),
                                IntStream.of(language.tokenizer().encode(question, false))),
                        IntStream.of(special.end()))
                .toArray();
    }

    @Override
    public int[] decoderIds(String prompt, int[] inputIds) {
        IntStream start = IntStream.of(special.start());
        if (!prompt.contains(end)) {
            return start.toArray();
        }
        int[] opening = language.tokenizer().encode(decoderText(prompt), false);
        return IntStream.concat(IntStream.concat(start, IntStream.of(special.begin())), IntStream.of(opening))
                .toArray();
    }

    @Override
    public boolean readsPrompt() {
        return true;
    }

    @Override
    public List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
        DistinctPictures pictures = DistinctPictures.of(images);
        try (EncodedRows seen = new EncodedRows(language, vision.tensors(pictures.pixels()), language.width());
                Loading reading = new Loading()) {
            int each = special.image().count();
            requireCount(seen.count() / pictures.pixels().size(), each);
            List<Tensor> states = new ArrayList<>();
            for (int i = 0; i < images.size(); i++) {
                long[] rows = EncodedRows.range((long) pictures.places()[i] * each, each);
                states.add(reading.add(encoder.read(seen, rows, text(prompts.get(i)))));
            }
            return reading.complete(states);
        }
    }

    private void requireCount(long given, int expected) {
        if (given != expected) {
            throw new BundleException(vision.file() + " gives " + given
                    + " features of an image, but image_seq_length of " + Requirements.PREPROCESSOR + " is " + expected
                    + "; one of the two files is another model's");
        }
    }

    @Override
    public void close() {
        Loading.closeAll(List.of(vision, encoder));
    }
}
