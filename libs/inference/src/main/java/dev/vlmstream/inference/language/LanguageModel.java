package dev.vlmstream.inference.language;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Beam;
import dev.vlmstream.inference.VisionLanguageModel.HiddenStates;
import dev.vlmstream.inference.VisionLanguageModel.PrefixReuse;
import dev.vlmstream.inference.decoding.HiddenStateReader;
import dev.vlmstream.inference.decoding.PrefixCache;
import dev.vlmstream.inference.language.PromptEmbedding.EmbeddedPrompts;
import dev.vlmstream.inference.likelihood.Likelihoods;
import dev.vlmstream.inference.likelihood.NameScorer;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A vision-language model of any family: its {@link Architecture} and the decoding that all share. */
public final class LanguageModel implements VisionLanguageModel {

    private final ModelBundle bundle;
    private final Architecture architecture;
    private final LanguageParts parts;
    private final PromptEmbedding embedding;
    private final PrefixCache prefixes;
    private final TextGeneration generation;
    private final Likelihoods likelihoods;
    private final HiddenStateReader hiddenStates;

    /** Takes over {@code architecture} and {@code parts}. */
    public LanguageModel(ModelBundle bundle, Architecture architecture, LanguageParts parts) {
        this.bundle = bundle;
        this.architecture = architecture;
        this.parts = parts;
        this.prefixes = new PrefixCache(parts.batching().prefixCacheBytes());
        this.embedding = new PromptEmbedding(architecture, parts.decoder().rows(), prefixes, parts.longestContext());
        this.generation = new TextGeneration(parts, embedding, prefixes);
        NameScorer scorer = new NameScorer(parts.embedder(), parts.decoder(), parts.padToken(), prefixes);
        this.likelihoods = new Likelihoods(parts.tokenizer(), scorer, parts.longestContext());
        this.hiddenStates = new HiddenStateReader(parts.embedder(), parts.decoder(), parts.padToken());
    }

    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        return architecture.prompt(question, withImage, style, chainOfThought);
    }

    @Override
    public String likelihoodPrompt(String question, boolean withImage, PromptStyle style, @Nullable String opening) {
        String words = opening == null ? architecture.likelihoodOpening() : opening;
        return architecture.opened(architecture.prompt(question, withImage, style, false), words);
    }

    @Override
    public List<Generation> generate(List<Request> requests, List<GenerationOptions> options) {
        return generation.generate(requests, options);
    }

    @Override
    public List<Beam> beams(Request request, GenerationOptions options) {
        return generation.beams(request, options);
    }

    @Override
    public List<ClassLikelihoods> classLikelihoods(List<Request> requests, ClassNames names) {
        try (EmbeddedPrompts prompts = embedding.embed(requests, prefixes::covers)) {
            return IntStream.range(0, requests.size())
                    .mapToObj(i -> likelihoods.score(
                            prompts.all().get(i),
                            architecture.decoderText(requests.get(i).prompt()),
                            names))
                    .toList();
        }
    }

    @Override
    public List<HiddenStates> hiddenStates(List<Request> requests, List<Integer> positions) {
        try (EmbeddedPrompts prompts = embedding.embed(requests)) {
            return hiddenStates.of(prompts.all(), positions);
        }
    }

    @Override
    public float[] nextTokenLogits(Request request) {
        return generation.nextTokenLogits(request);
    }

    @Override
    public PrefixReuse prefixReuse() {
        return prefixes.counters();
    }

    @Override
    public boolean readsPrompt() {
        return architecture.readsPrompt();
    }

    @Override
    public float[][] imageFeatures(Picture.Pixels picture, String prompt) {
        VisionInput input = picture.input();
        try (Tensor features =
                architecture.encode(List.of(input), List.of(prompt)).get(0)) {
            return parts.decoder().rows().read(features);
        }
    }

    @Override
    public float[][] projectorInput(Picture.Pixels picture) {
        return architecture.projectorInput(picture.input());
    }

    @Override
    public ModelBundle bundle() {
        return bundle;
    }

    @Override
    public ImageProcessor imageProcessor() {
        return architecture.imageProcessor();
    }

    @Override
    public void close() {
        prefixes.close();
        architecture.close();
        parts.close();
    }
}
