package dev.vlmstream.embed;

import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.ImageBatch;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.VisionInput;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.serving.ModelRequest;
import dev.vlmstream.serving.QuestionHandler.Answerer;
import dev.vlmstream.serving.QuestionHandler.Answers;
import dev.vlmstream.serving.QuestionSource;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * A vision-language bundle's encoder, for decoders elsewhere: each question continues with the features of its image, one
 * without an image as it is.
 */
final class VisionEncoder implements Answerer {
    private final VisionLanguageModel model;
    private final FloatBytes type;
    private final Executor preprocessing;

    VisionEncoder(VisionLanguageModel model, FloatBytes type, Executor preprocessing) {
        this.model = model;
        this.type = type;
        this.preprocessing = preprocessing;
    }

    @Override
    public void answer(List<ModelRequest> requests, Answers answers) {
        List<ModelRequest> withImage =
                requests.stream().filter(request -> request.image() != null).toList();
        requests.stream().filter(request -> request.image() == null).forEach(request -> pass(request, answers));
        List<ImageBatch.EncodedImage> files = withImage.stream()
                .map(request -> new ImageBatch.EncodedImage(
                        request.question().getImage().getName(), request.image()))
                .toList();
        List<ImageBatch.Prepared> prepared = ImageBatch.prepare(model.imageProcessor(), files, preprocessing);
        for (int i = 0; i < prepared.size(); i++) {
            if (prepared.get(i).error() != null) {
                answers.failed(withImage.get(i), prepared.get(i).error().getMessage());
            } else {
                encode(withImage.get(i), prepared.get(i).input(), answers);
            }
        }
    }

    private void pass(ModelRequest request, Answers answers) {
        answers.add(event(request).setShape(List.of(0, 0)).setData(type.write()).build());
    }

    private void encode(ModelRequest request, VisionInput input, Answers answers) {
        // Read by encoders that are instructed by the prompt, as it will be asked.
        PromptStyle style = "study".equals(request.manifest().getPromptStyle()) ? PromptStyle.STUDY : PromptStyle.CHAT;
        String prompt = model.prompt(
                request.question().getText(), true, style, request.manifest().getChainOfThought());
        float[][] rows = model.imageFeatures(Picture.Pixels.of(input), prompt);
        ImageLayout layout = input.layout();
        answers.add(event(request)
                .setShape(List.of(rows.length, rows[0].length))
                .setLayout(List.of(layout.sourceHeight(), layout.sourceWidth(), layout.rows(), layout.columns()))
                .setPrompt(prompt)
                .setData(type.write(rows))
                .build());
    }

    private Features.Builder event(ModelRequest request) {
        return request.features(model.bundle().name(), model.bundle().digest(), QuestionSource.Encoded.KIND)
                .setDtype(type.id());
    }
}
