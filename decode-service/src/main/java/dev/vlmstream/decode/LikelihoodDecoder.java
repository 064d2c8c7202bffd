package dev.vlmstream.decode;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.Ranking;
import dev.vlmstream.inference.Tokenisation;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.config.SoftwareVersion;
import dev.vlmstream.streaming.models.QuestionHandler.Answers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Answers questions by the likelihood of each class name after the beginning of an answer. */
final class LikelihoodDecoder {
    private static final int RANKED = 10;

    private final VisionLanguageModel model;

    LikelihoodDecoder(VisionLanguageModel model) {
        this.model = model;
    }

    void answer(List<PreparedQuestion> asked, long begun, Answers answers) {
        Map<ClassNames, List<PreparedQuestion>> byNames = new LinkedHashMap<>();
        for (PreparedQuestion one : asked) {
            List<String> choices = one.request().question().getChoices();
            List<String> names = choices.isEmpty() ? one.manifest().getClasses() : choices;
            if (names.isEmpty()) {
                answers.failed(
                        one.request(),
                        "the run has no class list, and class likelihood scores class names; push it with \"classes\""
                                + " (--classes FILE)");
            } else {
                ClassNames wanted =
                        new ClassNames(names, Tokenisation.of(one.manifest().getTokenisation()));
                byNames.computeIfAbsent(wanted, n -> new ArrayList<>()).add(one);
            }
        }
        byNames.forEach((names, together) -> answer(names, together, begun, answers));
    }

    private void answer(ClassNames names, List<PreparedQuestion> asked, long begun, Answers answers) {
        List<Request> requests = asked.stream().map(this::request).toList();
        List<ClassLikelihoods> likelihoods = model.classLikelihoods(requests, names);
        for (int i = 0; i < requests.size(); i++) {
            answers.add(
                    Topic.PREDICTIONS,
                    Keys.runItem(
                            asked.get(i).request().question().getRun(),
                            asked.get(i).request().question().getItemId()),
                    prediction(asked.get(i), requests.get(i), likelihoods.get(i), names, begun));
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
        List<String> names = wanted.names();
        float[] sums = likelihoods.sums();
        OptionalDouble confidence = Ranking.confidence(Ranking.top(sums, names, names.size()));
        return Prediction.newBuilder()
                .setRun(asked.request().question().getRun())
                .setItemId(asked.request().question().getItemId())
                .setModel(model.bundle().name())
                .setModelDigest(model.bundle().digest())
                .setTask(asked.manifest().getTask())
                .setRanking(ranking(sums, names))
                .setConfidence(confidence.isPresent() ? confidence.getAsDouble() : null)
                .setLikelihoods(new dev.vlmstream.schemas.ClassLikelihoods(
                        FloatBytes.FLOAT32.write(sums),
                        tokens(likelihoods.tokens()),
                        ranking(likelihoods.means(), names)))
                .setPrompt(request.prompt())
                .setDecoding("class likelihood of " + names.size() + " names, "
                        + wanted.tokenisation().id())
                .setSeconds((System.nanoTime() - begun) / 1e9)
                .setSoftwareVersion(SoftwareVersion.current())
                .setPredictedAt(System.currentTimeMillis())
                .build();
    }

    private static List<RankedClass> ranking(float[] scores, List<String> names) {
        return Ranking.top(scores, names, Math.min(RANKED, names.size())).stream()
                .map(place -> new RankedClass(place.name(), place.index(), place.score()))
                .toList();
    }

    private static ByteBuffer tokens(int[] counts) {
        ByteBuffer bytes = ByteBuffer.allocate(counts.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int count : counts) {
            bytes.putShort((short) Math.min(count, 0xffff));
        }
        return bytes.flip();
    }
}
