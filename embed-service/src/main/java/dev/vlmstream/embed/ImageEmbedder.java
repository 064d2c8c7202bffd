package dev.vlmstream.embed;

import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.ImageBatch;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.serving.ModelHost;
import dev.vlmstream.serving.ModelRequest;
import dev.vlmstream.serving.QuestionHandler.Answerer;
import dev.vlmstream.serving.QuestionHandler.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** One bundle's answers: images side by side through preprocessing, together through the model, each ranked alone. */
final class ImageEmbedder implements Answerer {
    /** Enough for top-1 and top-5, and to see what was near. */
    private static final int RANKED = 10;

    private static final String PATCHES = "patch_features";

    private final ModelHost.Hosted model;
    private final Ranker ranker;
    private final FloatBytes imageType;
    private final boolean leavesCores;
    private final ImagesAhead ahead;

    /**
     * @param imageType of patch features, where a run wants them
     * @param leavesCores whether images can be preprocessed while the model runs
     */
    ImageEmbedder(
            ModelHost.Hosted model,
            ImageProcessor processor,
            Ranker ranker,
            FloatBytes imageType,
            boolean leavesCores,
            Executor preprocessing) {
        this.imageType = imageType;
        this.model = model;
        this.ranker = ranker;
        this.leavesCores = leavesCores;
        this.ahead = new ImagesAhead(processor, preprocessing);
    }

    @Override
    public void comeNext(Supplier<List<ImageRef>> images, Function<ImageRef, byte[]> reader) {
        ahead.announce(images, reader);
    }

    @Override
    public void answer(List<ModelRequest> requests, Answers answers) {
        long begun = System.nanoTime();
        List<ModelRequest> ready = new ArrayList<>(requests.size());
        List<float[]> pixels = new ArrayList<>(requests.size());
        prepare(requests, answers, ready, pixels);
        if (ready.isEmpty()) {
            return;
        }
        int pixelValues = pixels.get(0).length;
        if (leavesCores) {
            ahead.begin(pixelValues);
        }
        Ranker.Batch batch = ranker.run(pixels);
        // At the latest now: ranking, writing and committing leave cores idle.
        ahead.begin(pixelValues);
        for (int i = 0; i < ready.size(); i++) {
            answer(ready.get(i), batch, i, begun, answers);
        }
    }

    private void prepare(List<ModelRequest> requests, Answers answers, List<ModelRequest> ready, List<float[]> pixels) {
        List<ModelRequest> withImage = new ArrayList<>(requests.size());
        for (ModelRequest request : requests) {
            if (request.image() == null) {
                answers.failed(request, "the question has no image, which " + model.name() + " needs");
            } else {
                withImage.add(request);
            }
        }
        List<ImageBatch.Prepared> prepared = ahead.prepare(withImage);
        for (int i = 0; i < prepared.size(); i++) {
            if (prepared.get(i).error() != null) {
                answers.failed(withImage.get(i), prepared.get(i).error().getMessage());
            } else {
                ready.add(withImage.get(i));
                pixels.add(prepared.get(i).input().pixelValues());
            }
        }
    }

    private void answer(ModelRequest request, Ranker.Batch batch, int image, long begun, Answers answers) {
        Candidates.Ranked ranking;
        try {
            ranking = batch.rank(image, request.manifest(), request.question().getChoices(), RANKED);
        } catch (IllegalArgumentException e) {
            answers.failed(request, model.name() + ": " + e.getMessage());
            return;
        }
        answers.add(prediction(request, ranking, begun));
        batch.embedding(image)
                .ifPresent(vector -> answers.add(
                        features(request, "image_embeds", List.of(vector.length), FloatBytes.FLOAT32, vector)));
        if (request.manifest().getFeatures().contains(PATCHES)) {
            addPatches(request, batch, image, answers);
        }
    }

    private void addPatches(ModelRequest request, Ranker.Batch batch, int image, Answers answers) {
        batch.patches(image).ifPresent(rows -> {
            List<Integer> shape = List.of(rows.length, rows[0].length);
            answers.add(features(request, PATCHES, shape, imageType, rows));
        });
    }

    private Prediction prediction(ModelRequest request, Candidates.Ranked ranking, long begun) {
        OptionalDouble confidence = ranking.confidence();
        return request.prediction(model.name(), model.digest())
                .setDtype(model.dtype())
                .setTask(ranker.task())
                .setRanking(ranking.best().stream()
                        .map(place -> new RankedClass(place.name(), place.index(), place.score()))
                        .toList())
                .setConfidence(confidence.isPresent() ? confidence.getAsDouble() : null)
                .setDecoding("ranking of the first " + RANKED)
                .setSeconds((System.nanoTime() - begun) / 1e9)
                .build();
    }

    private Features features(
            ModelRequest request, String kind, List<Integer> shape, FloatBytes type, float[]... values) {
        return request.features(model.name(), model.digest(), kind)
                .setShape(shape)
                .setDtype(type.id())
                .setData(type.write(values))
                .build();
    }
}
