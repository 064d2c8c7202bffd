package dev.vlmstream.decode;

import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.HiddenStates;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.serving.QuestionHandler.Answers;
import dev.vlmstream.serving.QuestionSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes what a run wishes to have of a model besides its answers: hidden states of the prompt, what stands for its image. */
final class FeatureWriter {
    private static final String LAST = "last";
    private static final String MEAN = "mean";
    private static final String POSITION = "position:";
    private static final String PROJECTOR_INPUT = "projector_input";

    private final VisionLanguageModel model;
    private final FloatBytes imageType;

    /** @param imageType of image features; hidden states are written in single precision */
    FeatureWriter(VisionLanguageModel model, FloatBytes imageType) {
        this.model = model;
        this.imageType = imageType;
    }

    /** @param request the prompt that the model answered */
    void write(List<PreparedQuestion> asked, Function<PreparedQuestion, Request> request, Answers answers) {
        for (PreparedQuestion one : asked) {
            List<String> kinds = one.manifest().getFeatures();
            if (!kinds.isEmpty()) {
                write(one, kinds, request.apply(one), answers);
            }
        }
    }

    private void write(PreparedQuestion asked, List<String> kinds, Request request, Answers answers) {
        List<String> hidden = kinds.stream().filter(FeatureWriter::isHidden).toList();
        if (!hidden.isEmpty()) {
            writeHidden(asked, hidden, request, answers);
        }
        if (asked.picture() instanceof Picture.Pixels pixels) {
            if (kinds.contains(QuestionSource.Encoded.KIND)) {
                Features.Builder features = rows(
                        asked, QuestionSource.Encoded.KIND, request, model.imageFeatures(pixels, request.prompt()));
                answers.add(features.setLayout(numbers(pixels.layout())).build());
            }
            if (kinds.contains(PROJECTOR_INPUT)) {
                answers.add(rows(asked, PROJECTOR_INPUT, request, model.projectorInput(pixels))
                        .build());
            }
        }
    }

    private Features.Builder rows(PreparedQuestion asked, String kind, Request request, float[][] rows) {
        return event(asked, kind, request)
                .setShape(List.of(rows.length, rows[0].length))
                .setDtype(imageType.id())
                .setData(imageType.write(rows));
    }

    private static boolean isHidden(String kind) {
        return kind.equals(LAST) || kind.equals(MEAN) || kind.startsWith(POSITION);
    }

    private void writeHidden(PreparedQuestion asked, List<String> kinds, Request request, Answers answers) {
        List<Integer> positions = new ArrayList<>();
        kinds.stream()
                .filter(kind -> kind.startsWith(POSITION))
                .forEach(kind -> positions.add(Integer.parseInt(kind.substring(POSITION.length()))));
        HiddenStates states = model.hiddenStates(List.of(request), positions).get(0);
        int given = 0;
        for (String kind : kinds) {
            float[] vector =
                    switch (kind) {
                        case LAST -> states.last();
                        case MEAN -> states.mean();
                        default -> states.given()[given++];
                    };
            answers.add(event(asked, kind, request)
                    .setShape(List.of(vector.length))
                    .setDtype(FloatBytes.FLOAT32.id())
                    .setData(FloatBytes.FLOAT32.write(vector))
                    .build());
        }
    }

    private Features.Builder event(PreparedQuestion asked, String kind, Request request) {
        return asked.request()
                .features(model.bundle().name(), model.bundle().digest(), kind)
                .setPrompt(request.prompt());
    }

    private static List<Integer> numbers(ImageLayout layout) {
        return List.of(layout.sourceHeight(), layout.sourceWidth(), layout.rows(), layout.columns());
    }
}
