package dev.vlmstream.inference.language;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.HiddenStates;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PrefixReuse;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.decoding.Answer;
import dev.vlmstream.inference.decoding.ContinuousBatching;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.decoding.HiddenStateReader;
import dev.vlmstream.inference.decoding.PrefixCache;
import dev.vlmstream.inference.image.ImageProcessor;
import dev.vlmstream.inference.image.VisionInput;
import dev.vlmstream.inference.likelihood.Likelihoods;
import dev.vlmstream.inference.likelihood.NameScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A vision-language model of any family: its {@link Architecture} and the decoding that all share. */
public final class LanguageModel implements VisionLanguageModel {

    private final ModelBundle bundle;
    private final Architecture architecture;
    private final LanguageParts parts;
    private final PromptEmbedding embedding;
    private final PrefixCache prefixes;
    private final ContinuousBatching search;
    private final Likelihoods likelihoods;
    private final HiddenStateReader hiddenStates;

    /** Takes over {@code architecture} and {@code parts}. */
    public LanguageModel(ModelBundle bundle, Architecture architecture, LanguageParts parts) {
        this.bundle = bundle;
        this.architecture = architecture;
        this.parts = parts;
        this.embedding = new PromptEmbedding(architecture, parts.longestContext());
        this.prefixes = new PrefixCache(parts.batching().prefixCacheBytes());
        this.search = new ContinuousBatching(
                parts.embedder(),
                parts.decoder(),
                parts.padToken(),
                prefixes,
                parts.batching().slots());
        NameScorer scorer = new NameScorer(parts.embedder(), parts.decoder(), parts.padToken(), prefixes);
        this.likelihoods = new Likelihoods(parts.tokenizer(), scorer, parts.longestContext());
        this.hiddenStates = new HiddenStateReader(parts.embedder(), parts.decoder(), parts.padToken());
    }

    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        return architecture.prompt(question, withImage, style, chainOfThought);
    }

    @Override
    public String likelihoodPrompt(String question, boolean withImage, PromptStyle style, String opening) {
        String words = opening == null ? architecture.likelihoodOpening() : opening;
        return Prompts.opened(architecture.prompt(question, withImage, style, false), words);
    }

    @Override
    public List<Generation> generate(List<Request> requests, List<GenerationOptions> options) {
        if (requests.size() != options.size()) {
            throw new IllegalArgumentException(requests.size() + " requests with " + options.size() + " options");
        }
        List<EmbeddedPrompt> prompts = embedding.embed(requests, prefixes::covers);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            answers.add(new Answer(prompts.get(i), options.get(i), parts.longestContext()));
        }
        try {
            search.complete(answers);
        } finally {
            forgetNamesOfACall(prompts);
        }
        return answers.stream().map(this::generation).toList();
    }

    private void forgetNamesOfACall(List<EmbeddedPrompt> prompts) {
        prompts.stream()
                .map(EmbeddedPrompt::content)
                .filter(ContentNames::isOfACall)
                .forEach(prefixes::forget);
    }

    @Override
    public List<ClassLikelihoods> classLikelihoods(List<Request> requests, ClassNames names) {
        List<EmbeddedPrompt> prompts = embedding.embed(requests, prefixes::covers);
        try {
            return IntStream.range(0, prompts.size())
                    .mapToObj(i ->
                            likelihoods.score(prompts.get(i), requests.get(i).prompt(), names))
                    .toList();
        } finally {
            forgetNamesOfACall(prompts);
        }
    }

    @Override
    public List<HiddenStates> hiddenStates(List<Request> requests, List<Integer> positions) {
        return hiddenStates.of(embedding.embed(requests), positions);
    }

    private Generation generation(Answer answer) {
        int[] ids = answer.tokenIds();
        return new Generation(
                parts.tokenizer().decode(ids, true).strip(),
                ids,
                answer.prompt().inputIds(),
                answer.truncated(),
                answer.minGap(),
                answer.reusedTokens(),
                answer.secondsToFirstToken(),
                answer.seconds());
    }

    @Override
    public float[] nextTokenLogits(Request request) {
        return search.nextTokenLogits(embedding.embed(List.of(request)).get(0));
    }

    @Override
    public PrefixReuse prefixReuse() {
        return prefixes.counters();
    }

    @Override
    public float[][] imageFeatures(Picture.Pixels picture, String prompt) {
        VisionInput input = picture.input();
        return architecture.encode(List.of(input), List.of(prompt)).get(0);
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
