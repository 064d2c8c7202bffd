package dev.vlmstream.inference.language;

import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.decoding.Answer;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.decoding.GreedySearch;
import dev.vlmstream.inference.image.ImageProcessor;
import dev.vlmstream.inference.image.VisionInput;
import java.util.List;

/** A vision-language model of any family: its {@link Architecture} and the decoding that all share. */
public final class LanguageModel implements VisionLanguageModel {

    private final ModelBundle bundle;
    private final Architecture architecture;
    private final LanguageParts parts;
    private final PromptEmbedding embedding;
    private final GreedySearch search;

    /** Takes over {@code architecture} and {@code parts}. */
    public LanguageModel(ModelBundle bundle, Architecture architecture, LanguageParts parts) {
        this.bundle = bundle;
        this.architecture = architecture;
        this.parts = parts;
        this.embedding = new PromptEmbedding(architecture, parts.longestContext());
        this.search = new GreedySearch(parts.embedder(), parts.decoder(), parts.padToken());
    }

    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        return architecture.prompt(question, withImage, style, chainOfThought);
    }

    @Override
    public List<Generation> generate(List<Request> requests, GenerationOptions options) {
        if (requests.isEmpty()) {
            return List.of();
        }
        long started = System.nanoTime();
        List<Answer> answers = embedding.embed(requests).stream()
                .map(prompt -> new Answer(prompt, options, parts.longestContext()))
                .toList();
        search.complete(answers, started);
        return answers.stream().map(this::generation).toList();
    }

    private Generation generation(Answer answer) {
        int[] ids = answer.tokenIds();
        return new Generation(
                parts.tokenizer().decode(ids, true).strip(),
                ids,
                answer.prompt().inputIds(),
                answer.truncated(),
                answer.minGap(),
                answer.secondsToFirstToken(),
                answer.seconds());
    }

    @Override
    public float[] nextTokenLogits(Request request) {
        List<EmbeddedPrompt> prompts = embedding.embed(List.of(request));
        return search.nextTokenLogits(prompts)[0];
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
        architecture.close();
        parts.close();
    }
}
