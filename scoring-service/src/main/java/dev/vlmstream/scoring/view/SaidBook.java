package dev.vlmstream.scoring.view;

import dev.vlmstream.evaluation.analyses.ClassMentions;
import dev.vlmstream.evaluation.analyses.Confusion;
import dev.vlmstream.evaluation.analyses.ConfusionCounter;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which class each model said for which, in one run. Not safe for several threads. */
final class SaidBook {
    private final Map<String, ConfusionCounter> counters = new HashMap<>();
    /** Scores that were read before the run's manifest. */
    private final List<Said> early = new ArrayList<>();

    private List<String> classes = List.of();
    private ClassMentions mentions;

    private record Said(String model, String label, String text) {}

    void classes(List<String> names) {
        if (!names.equals(classes)) {
            classes = List.copyOf(names);
            mentions = new ClassMentions(classes);
            early.forEach(this::countText);
            early.clear();
        }
    }

    void add(Score score) {
        Prediction prediction = score.getPrediction();
        if (score.getStatus() != Status.ANSWERED || prediction == null || score.getLabel() == null) {
            return;
        }
        if (!prediction.getRanking().isEmpty()) {
            counter(score.getModel())
                    .add(score.getLabel(), prediction.getRanking().get(0).getName());
        } else if (prediction.getText() != null && score.getParsed() != null) {
            counter(score.getModel()).add(score.getLabel(), score.getParsed());
        } else if (prediction.getText() != null) {
            countOrKeep(new Said(score.getModel(), score.getLabel(), prediction.getText()));
        }
    }

    private void countOrKeep(Said said) {
        if (mentions == null) {
            early.add(said);
        } else {
            countText(said);
        }
    }

    private void countText(Said said) {
        var found = mentions.find(said.text());
        counter(said.model()).add(said.label(), found.isPresent() ? classes.get(found.getAsInt()) : null);
    }

    private ConfusionCounter counter(String model) {
        return counters.computeIfAbsent(model, m -> new ConfusionCounter());
    }

    List<Confusion> top(String model, int most) {
        return counter(model).top(most);
    }

    List<Confusion> of(String model, String label) {
        return counter(model).of(label);
    }
}
