package dev.vlmstream.decode;

import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ImageBatch;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.QuestionHandler.Answerer;
import dev.vlmstream.streaming.QuestionHandler.Answers;
import dev.vlmstream.streaming.QuestionHandler.Task;
import dev.vlmstream.streaming.SoftwareVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;

/** One model's answers: images side by side through preprocessing, questions together through decoding. */
final class Decoder implements Answerer {
    private final VisionLanguageModel model;
    private final GenerationOptions defaults;
    private final Executor preprocessing;
    private final DecodingMeters meters;

    /** A question that is ready for the model. */
    private record Ready(Task task, Request request) {}

    Decoder(VisionLanguageModel model, Executor preprocessing, DecodingMeters meters) {
        this.model = model;
        this.defaults = GenerationOptions.of(model.bundle());
        this.preprocessing = preprocessing;
        this.meters = meters;
    }

    @Override
    public void answer(List<Task> tasks, Answers answers) {
        long begun = System.nanoTime();
        List<Ready> ready = prepare(tasks, answers);
        List<GenerationOptions> options =
                ready.stream().map(one -> options(one.task().manifest())).toList();
        List<Generation> generations =
                model.generate(ready.stream().map(Ready::request).toList(), options);
        for (int i = 0; i < ready.size(); i++) {
            Question question = ready.get(i).task().question();
            meters.record(generations.get(i));
            answers.add(
                    Topic.PREDICTIONS,
                    Keys.runItem(question.getRun(), question.getItemId()),
                    prediction(ready.get(i), generations.get(i), options.get(i), begun));
        }
    }

    private List<Ready> prepare(List<Task> tasks, Answers answers) {
        List<Task> withImage =
                tasks.stream().filter(task -> task.image() != null).toList();
        List<ImageBatch.Encoded> encoded = withImage.stream()
                .map(task -> new ImageBatch.Encoded(task.question().getImage().getName(), task.image()))
                .toList();
        List<ImageBatch.Prepared> prepared = ImageBatch.prepare(model.imageProcessor(), encoded, preprocessing);
        List<Ready> ready = new ArrayList<>(tasks.size());
        int next = 0;
        for (Task task : tasks) {
            if (task.image() == null) {
                ready.add(new Ready(task, request(task, null)));
                continue;
            }
            ImageBatch.Prepared image = prepared.get(next++);
            if (image.error() != null) {
                answers.failed(task, image.error().getMessage());
            } else {
                ready.add(new Ready(
                        task,
                        request(
                                task,
                                new Picture.Pixels(
                                        image.input(),
                                        task.question().getImage().getSha256()))));
            }
        }
        return ready;
    }

    private Request request(Task task, Picture picture) {
        RunManifest manifest = task.manifest();
        PromptStyle style = "study".equals(manifest.getPromptStyle()) ? PromptStyle.STUDY : PromptStyle.CHAT;
        return new Request(
                picture, model.prompt(task.question().getText(), picture != null, style, manifest.getChainOfThought()));
    }

    private GenerationOptions options(RunManifest manifest) {
        return manifest.getMaxNewTokens() == null ? defaults : defaults.withMaxNewTokens(manifest.getMaxNewTokens());
    }

    private Prediction prediction(Ready ready, Generation generation, GenerationOptions options, long begun) {
        return Prediction.newBuilder()
                .setRun(ready.task().question().getRun())
                .setItemId(ready.task().question().getItemId())
                .setModel(model.bundle().name())
                .setModelDigest(model.bundle().digest())
                .setTask(ready.task().manifest().getTask())
                .setText(generation.text())
                .setTokenIds(Arrays.stream(generation.tokenIds()).boxed().toList())
                .setPrompt(ready.request().prompt())
                .setPromptTokens(generation.inputIds().length)
                .setTruncated(generation.truncated())
                .setDecoding("greedy max_new_tokens=" + options.maxNewTokens()
                        + (options.repetitionPenalty() == 1
                                ? ""
                                : " repetition_penalty=" + options.repetitionPenalty()))
                .setSecondsToFirstToken(generation.secondsToFirstToken())
                .setOutputTokens(generation.tokenIds().length)
                .setReusedTokens(generation.reusedTokens())
                .setTokensPerSecond(generation.tokenIds().length > 1 ? generation.tokensPerSecond() : null)
                .setSeconds((System.nanoTime() - begun) / 1e9)
                .setSoftwareVersion(SoftwareVersion.current())
                .setPredictedAt(System.currentTimeMillis())
                .build();
    }
}
