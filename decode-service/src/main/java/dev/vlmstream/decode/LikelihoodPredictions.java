package dev.vlmstream.decode;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.Ranking;
import dev.vlmstream.inference.Tokenisation;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.serving.ModelRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is asked by class likelihoods, and what is said of them, wherever the model runs. */
final class LikelihoodPredictions {
    /** Why a question without names is given up. */
    static final String NO_NAMES =
            "the run has no class list, and class likelihood scores class names; push it with \"classes\""
                    + " (--classes FILE)";

    private static final int RANKED = 10;

    private LikelihoodPredictions() {}

    /** The names that a question is about; with none it is given up. */
    static Optional<ClassNames> names(Question question, RunManifest manifest) {
        List<String> choices = question.getChoices();
        List<String> names = choices.isEmpty() ? manifest.getClasses() : choices;
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new ClassNames(names, Tokenisation.of(manifest.getTokenisation())));
    }

    /** All of a prediction but the prompt, and what it took. */
    static Prediction.Builder of(
            ModelRequest request, ModelBundle bundle, ClassLikelihoods likelihoods, ClassNames wanted) {
        List<String> names = wanted.names();
        float[] sums = likelihoods.sums();
        OptionalDouble confidence = Ranking.confidence(Ranking.top(sums, names, names.size()));
        return request.prediction(bundle.name(), bundle.digest())
                .setDtype(bundle.dtype())
                .setRanking(ranking(sums, names))
                .setConfidence(confidence.isPresent() ? confidence.getAsDouble() : null)
                .setLikelihoods(new dev.vlmstream.schemas.ClassLikelihoods(
                        FloatBytes.FLOAT32.write(sums),
                        tokens(likelihoods.tokens()),
                        ranking(likelihoods.means(), names)))
                .setDecoding("class likelihood of " + names.size() + " names, "
                        + wanted.tokenisation().id());
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
