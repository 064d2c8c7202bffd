package dev.vlmstream.decode;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.serving.QuestionHandler.Answers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers questions by the likelihood of each class name after the beginning of an answer. */
final class LikelihoodDecoder {
    private final VisionLanguageModel model;

    LikelihoodDecoder(VisionLanguageModel model) {
        this.model = model;
    }

    void answer(List<PreparedQuestion> asked, long begun, Answers answers) {
        Map<ClassNames, List<PreparedQuestion>> byNames = new LinkedHashMap<>();
        for (PreparedQuestion one : asked) {
            LikelihoodPredictions.names(one.request().question(), one.manifest())
                    .ifPresentOrElse(
                            names -> byNames.computeIfAbsent(names, n -> new ArrayList<>())
                                    .add(one),
                            () -> answers.failed(one.request(), LikelihoodPredictions.NO_NAMES));
        }
        byNames.forEach((names, together) -> answer(names, together, begun, answers));
    }

    private void answer(ClassNames names, List<PreparedQuestion> asked, long begun, Answers answers) {
        List<Request> requests = asked.stream().map(this::request).toList();
        List<ClassLikelihoods> likelihoods = model.classLikelihoods(requests, names);
        for (int i = 0; i < requests.size(); i++) {
            answers.add(prediction(asked.get(i), requests.get(i), likelihoods.get(i), names, begun));
        }
    }

    /** The question and the beginning of its answer. */
    Request request(PreparedQuestion asked) {
        String prompt = model.likelihoodPrompt(
                asked.text(),
                asked.picture() != null,
                asked.style(),
                asked.manifest().getAnswerPrefix());
        return new Request(asked.picture(), prompt);
    }

    private Prediction prediction(
            PreparedQuestion asked, Request request, ClassLikelihoods likelihoods, ClassNames wanted, long begun) {
        return LikelihoodPredictions.of(asked.request(), model.bundle(), likelihoods, wanted)
                .setPrompt(request.prompt())
                .setSeconds((System.nanoTime() - begun) / 1e9)
                .build();
    }
}
