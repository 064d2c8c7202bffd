package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.statistics.Calibration;
import dev.vlmstream.schemas.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The probabilities that each model gave its answers, in one run. Not safe for several threads. */
final class CalibrationBins {
    private final Map<String, Calibration> models = new HashMap<>();

    void add(ScoreFacts score) {
        if (score.status() != Status.ANSWERED) {
            return;
        }
        Double confidence = score.confidence();
        // Whoever writes predictions from outside may have another idea of a probability.
        if (confidence != null && confidence >= 0 && confidence <= 1) {
            models.computeIfAbsent(score.model(), m -> new Calibration(Calibration.USUAL_BINS))
                    .add(confidence, score.right());
        }
    }

    Optional<Calibration> of(String model) {
        return Optional.ofNullable(models.get(model));
    }
}
