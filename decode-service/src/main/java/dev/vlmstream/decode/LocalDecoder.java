package dev.vlmstream.decode;

import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.serving.ModelRequest;
import dev.vlmstream.serving.QuestionHandler.Answerer;
import dev.vlmstream.serving.QuestionHandler.Answers;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * One model's answers: images side by side through preprocessing, questions together through decoding, class names by their
 * likelihoods where the run asks for these.
 */
final class LocalDecoder implements Answerer {
    private final VisionLanguageModel model;
    private final RunGenerationOptions settings;
    private final Pictures pictures;
    private final LikelihoodDecoder likelihoods;
    private final FeatureWriter features;
    private final DecodingMeters meters;

    /** @param imageType of image features that a run wants to have */
    LocalDecoder(VisionLanguageModel model, Executor preprocessing, FloatBytes imageType, DecodingMeters meters) {
        this.model = model;
        this.settings = new RunGenerationOptions(model.bundle());
        this.pictures = new Pictures(model.imageProcessor(), preprocessing);
        this.likelihoods = new LikelihoodDecoder(model);
        this.features = new FeatureWriter(model, imageType);
        this.meters = meters;
    }

    @Override
    public void answer(List<ModelRequest> requests, Answers answers) {
        long begun = System.nanoTime();
        for (int from = 0; from < requests.size(); ) {
            int to = Math.min(requests.size(), from + pictures.atOnce());
            answer(requests.subList(from, to), begun, answers);
            from = to;
        }
    }

    private void answer(List<ModelRequest> requests, long begun, Answers answers) {
        List<PreparedQuestion> asked = pictures.prepare(settings.answerable(requests, answers), answers);
        generate(asked.stream().filter(one -> !one.isLikelihood()).toList(), begun, answers);
        likelihoods.answer(asked.stream().filter(PreparedQuestion::isLikelihood).toList(), begun, answers);
        features.write(asked, one -> one.isLikelihood() ? likelihoods.request(one) : request(one), answers);
    }

    private void generate(List<PreparedQuestion> asked, long begun, Answers answers) {
        List<Request> prompts = asked.stream().map(this::request).toList();
        List<GenerationOptions> options =
                asked.stream().map(one -> settings.of(one.manifest())).toList();
        List<Generation> generations = model.generate(prompts, options);
        for (int i = 0; i < prompts.size(); i++) {
            meters.record(generations.get(i));
            answers.add(prediction(asked.get(i), prompts.get(i), generations.get(i), options.get(i), begun));
        }
    }

    private Request request(PreparedQuestion asked) {
        boolean thinking = asked.manifest().getChainOfThought();
        String prompt = model.prompt(asked.text(), asked.picture() != null, asked.style(), thinking);
        return new Request(asked.picture(), prompt, asked.request().question().getItemId());
    }

    private Prediction prediction(
            PreparedQuestion asked, Request request, Generation generation, GenerationOptions options, long begun) {
        return asked.request()
                .prediction(model.bundle().name(), model.bundle().digest())
                .setDtype(model.bundle().dtype())
                .setText(Prompts.withoutReasoning(generation.text()))
                .setTokenIds(Arrays.stream(generation.tokenIds()).boxed().toList())
                .setPrompt(request.prompt())
                .setPromptTokens(generation.inputIds().length)
                .setTruncated(generation.truncated())
                .setDecoding(options.describe())
                .setSecondsToFirstToken(generation.secondsToFirstToken())
                .setOutputTokens(generation.tokenIds().length)
                .setReusedTokens(generation.reusedTokens())
                .setTokensPerSecond(generation.tokenIds().length > 1 ? generation.tokensPerSecond() : null)
                .setSeconds((System.nanoTime() - begun) / 1e9)
                .build();
    }
}
