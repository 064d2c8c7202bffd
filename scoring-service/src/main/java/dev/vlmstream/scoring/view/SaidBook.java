package dev.vlmstream.scoring.view;

import dev.vlmstream.evaluation.Task;
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
import java.util.Set;

/** Which class each model said for which, in one run. Not safe for several threads. */
final class SaidBook {
    /** The tasks whose answers in words are names of classes. */
    private static final Set<String> NAMING = Set.of(Task.OPEN_WORLD.id(), Task.CLOSED_WORLD.id());

    private final Map<String, ConfusionCounter> counters = new HashMap<>();
    private final Map<Said, String> examples = new HashMap<>();
    /** Scores that were read before the run's manifest. */
    private final List<Answer> early = new ArrayList<>();

    private List<String> classes = List.of();
    private ClassMentions mentions;

    private record Answer(String model, String label, String text, String item) {}

    private record Said(String model, String label, String said) {}

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
        Answer answer = new Answer(score.getModel(), score.getLabel(), prediction.getText(), score.getItemId());
        if (!prediction.getRanking().isEmpty()) {
            count(answer, prediction.getRanking().get(0).getName());
        } else if (prediction.getText() != null && score.getParsed() != null) {
            count(answer, score.getParsed());
        } else if (prediction.getText() != null && NAMING.contains(score.getTask())) {
            countOrKeep(answer);
        }
    }

    private void countOrKeep(Answer answer) {
        if (mentions == null) {
            early.add(answer);
        } else {
            countText(answer);
        }
    }

    private void countText(Answer answer) {
        var found = mentions.find(answer.text());
        count(answer, found.isPresent() ? classes.get(found.getAsInt()) : null);
    }

    private void count(Answer answer, String said) {
        counter(answer.model()).add(answer.label(), said);
        examples.putIfAbsent(new Said(answer.model(), answer.label(), said), answer.item());
    }

    private ConfusionCounter counter(String model) {
        return counters.computeIfAbsent(model, m -> new ConfusionCounter());
    }

    List<ConfusionRow> top(String model, int most) {
        return rows(model, counter(model).top(most));
    }

    List<ConfusionRow> of(String model, String label) {
        return rows(model, counter(model).of(label));
    }

    private List<ConfusionRow> rows(String model, List<Confusion> confusions) {
        return confusions.stream()
                .map(row -> ConfusionRow.of(row, examples.get(new Said(model, row.label(), row.said()))))
                .toList();
    }
}
