package dev.vlmstream.inference.families;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.decoding.Embeddings;
import dev.vlmstream.inference.families.Florence2Family.SpecialTokens;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.EncodedRows.DistinctPictures;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.language.Placeholder.LeadingImage;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Florence-2 (Xiao et al. 2024, arXiv 2311.06242): a vision encoder, BART's encoder that reads its features and the
 * prompt at once, BART's decoder that answers. Tasks are sentences, coordinates are tokens of the answer and stay its
 * text.
 *
 * <p>{@code model_type} florence2.
 */
public final class Florence2Family extends LanguageFamily {

    public Florence2Family() {
        super("florence2");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(
                Requirements.imageProcessor(options),
                Requirements.graph(VISION, options),
                Requirements.graph(ENCODER, options),
                SpecialTokens::read);
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return Florence2Architecture.load(files, language, options, loading);
    }

    /**
     * Tokens around texts.
     *
     * @param image before what the encoder reads
     * @param begin of a text
     * @param end of a text
     * @param start what the decoder begins with
     */
    record SpecialTokens(LeadingImage image, int begin, int end, int start) {

        /** Of transformers' Florence2Config; earlier exports do not embed it, and have no such word. */
        private static final int DEFAULT_IMAGE = 51289;

        private static final int DEFAULT_COUNT = 577;

        private static final String GENERATION = "generation_config.json";
        /** Of transformers' BartConfig. */
        private static final int DEFAULT_BEGIN = 0;

        private static final int DEFAULT_END = 2;
        private static final int DEFAULT_START = 2;

        /** @throws BundleException if one of them is no id, or an image has no such number of tokens */
        static SpecialTokens read(BundleDirectory bundle) {
            int image = bundle.optionalInt("image_token_id").orElse(DEFAULT_IMAGE);
            return new SpecialTokens(
                    new LeadingImage(image, count(bundle)),
                    id(bundle, "bos_token_id", DEFAULT_BEGIN),
                    id(bundle, "eos_token_id", DEFAULT_END),
                    start(bundle));
        }

        /** As transformers' generate does, from generation_config.json if that has it. */
        private static int start(BundleDirectory bundle) {
            String name = "decoder_start_token_id";
            JsonNode own =
                    bundle.json(GENERATION).orElse(MissingNode.getInstance()).path(name);
            int start = own.isInt() ? own.asInt() : id(bundle, name, DEFAULT_START);
            return requireId(bundle.path().resolve(GENERATION), name, start);
        }

        private static int id(BundleDirectory bundle, String name, int usual) {
            int id = bundle.optionalInt("text_config." + name)
                    .or(() -> bundle.optionalInt(name))
                    .orElse(usual);
            return requireId(bundle.path().resolve(BundleDirectory.CONFIG), "text_config." + name, id);
        }

        private static int requireId(Path file, String name, int id) {
            if (id < 0) {
                throw new BundleException(file + ": " + name + " is " + id
                        + ", must be a token's id; copy it from the model's repository again");
            }
            return id;
        }

        private static int count(BundleDirectory bundle) {
            JsonNode count = bundle.json(Requirements.PREPROCESSOR)
                    .orElse(MissingNode.getInstance())
                    .path("image_seq_length");
            int tokens = count.isMissingNode() ? DEFAULT_COUNT : count.asInt();
            if (tokens < 1 || tokens > Placeholder.MOST_FEATURES) {
                throw new BundleException(bundle.path().resolve(Requirements.PREPROCESSOR) + ": image_seq_length is "
                        + count + ", must be 1 to " + Placeholder.MOST_FEATURES
                        + "; copy it from the model's repository again");
            }
            return tokens;
        }
    }

    /**
     * One picture of a fixed size and a question, read by an encoder. In a prompt the text of the token that ends what the encoder
     * reads, {@code </s>}, may come once: what follows opens the decoder's answer, as {@code decoder_input_ids} do in transformers.
     */
    private static final class Florence2Architecture implements Architecture {
        /** Tasks that are a whole prompt. */
        private static final Map<String, String> ALONE = Map.of(
                "<OCR>", "What is the text in the image?",
                "<OCR_WITH_REGION>", "What is the text in the image, with regions?",
                "<CAPTION>", "What does the image describe?",
                "<DETAILED_CAPTION>", "Describe in detail what is shown in the image.",
                "<MORE_DETAILED_CAPTION>", "Describe with a paragraph what is shown in the image.",
                "<OD>", "Locate the objects with category name in the image.",
                "<DENSE_REGION_CAPTION>", "Locate the objects in the image, with their descriptions.",
                "<REGION_PROPOSAL>", "Locate the region proposals in the image.");

        private static final String INPUT = "{input}";

        /** Tasks about some words or a region. */
        private static final Map<String, String> ABOUT = Map.of(
                "<CAPTION_TO_PHRASE_GROUNDING>", "Locate the phrases in the caption: {input}",
                "<REFERRING_EXPRESSION_SEGMENTATION>", "Locate {input} in the image with mask",
                "<REGION_TO_SEGMENTATION>", "What is the polygon mask of region {input}",
                "<OPEN_VOCABULARY_DETECTION>", "Locate {input} in the image.",
                "<REGION_TO_CATEGORY>", "What is the region {input}?",
                "<REGION_TO_DESCRIPTION>", "What does the region {input} describe?",
                "<REGION_TO_OCR>", "What text is in the region {input}?");

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
            String question = sentence(at < 0 ? prompt : prompt.substring(0, at));
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
                        + " features of an image, but image_seq_length of " + Requirements.PREPROCESSOR + " is "
                        + expected
                        + "; one of the two files is another model's");
            }
        }

        @Override
        public void close() {
            Loading.closeAll(List.of(vision, encoder));
        }

        /**
         * The question, or the sentence that the task it names was trained with, as transformers' Florence2Processor puts it.
         *
         * @throws IllegalArgumentException if there is more beside a task that is a whole prompt
         */
        private static String sentence(String question) {
            for (Entry<String, String> task : ALONE.entrySet()) {
                if (question.equals(task.getKey())) {
                    return task.getValue();
                }
                if (question.contains(task.getKey())) {
                    throw new IllegalArgumentException(
                            task.getKey() + " must be the whole prompt; leave it out of a question, or ask it alone");
                }
            }
            for (Entry<String, String> task : ABOUT.entrySet()) {
                if (question.contains(task.getKey())) {
                    String about = question.replace(task.getKey(), "").strip();
                    return task.getValue().replace(INPUT, about);
                }
            }
            return question;
        }

        /**
         * An {@code encoder_model} graph: {@code inputs_embeds [1, positions, width]} and {@code attention_mask [1, positions]} to {@code
         * last_hidden_state [1, positions, width]}. It reads one prompt at a time: hundreds of positions fill the machine, and padding
         * would have to stand where the positions' numbers come from.
         */
        private static final class PromptEncoder implements AutoCloseable {

            private static final String EMBEDS = "inputs_embeds";
            private static final String MASK = "attention_mask";
            private static final String STATES = "last_hidden_state";

            private final Graph graph;
            private final LanguageParts language;

            /** Takes over the graph. */
            PromptEncoder(Graph graph, LanguageParts language) {
                this.graph = graph;
                this.language = language;
                graph.requireInput(EMBEDS);
                graph.requireOutput(STATES);
            }

            /**
             * The states at all positions, image first, left where they were computed; the caller closes them.
             *
             * @param seen the vision encoder's rows
             * @param image which of them are the image's
             * @param text the prompt's tokens behind the image's
             */
            Tensor read(EncodedRows seen, long[] image, int[] text) {
                Map<String, Tensor> feed = new HashMap<>();
                try (Tensor features = seen.pick(List.of(image)).get(0);
                        Embeddings words = language.embedder()
                                .tokens(IntStream.of(text).asLongStream().toArray(), 1)) {
                    int positions = image.length + text.length;
                    long[] all = EncodedRows.range(0, positions);
                    feed.put(
                            EMBEDS,
                            language.decoder()
                                    .rows()
                                    .pick(
                                            List.of(features, words.tokens()),
                                            graph.requireInput(EMBEDS),
                                            all,
                                            1,
                                            positions,
                                            language.width()));
                    graph.input(MASK)
                            .ifPresent(spec -> feed.put(MASK, Tensor.integers(spec, ones(positions), 1, positions)));
                    return graph.runToDevice(feed, STATES);
                } finally {
                    Loading.closeAll(feed.values());
                }
            }

            private static long[] ones(int count) {
                long[] ones = new long[count];
                Arrays.fill(ones, 1);
                return ones;
            }

            @Override
            public void close() {
                graph.close();
            }
        }
    }
}
