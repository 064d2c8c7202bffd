package dev.vlmstream.cli.wikiqa;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.evaluation.wikiqa.DatasetLine;
import dev.vlmstream.rest.items.ItemLine;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How the models of a run did at each question of the dataset, over the images that they were asked about. */
public final class Difficulty {
    private final String run;
    private final Map<Integer, Map<String, Answers>> questions = new TreeMap<>();
    private final TreeSet<String> models = new TreeSet<>();

    private record Answers(int right, int all) {
        Answers and(boolean one) {
            return new Answers(right + (one ? 1 : 0), all + 1);
        }

        /** A model fails at a question that it gets wrong on at least half of the images. */
        boolean isFailure() {
            return 2 * right <= all;
        }
    }

    private record Key(@Nullable String image, @Nullable String text) {}

    private Difficulty(String run) {
        this.run = run;
    }

    /**
     * Reads a run's answers; those that failed for other reasons than the model's do not count.
     *
     * @throws CommandFailure if the run has no answer to any line
     */
    public static Difficulty of(ScoringClient client, String run, List<DatasetLine> lines) {
        Map<Key, Integer> numbers = new HashMap<>();
        lines.forEach(line -> numbers.put(new Key(line.image(), line.text()), line.number()));
        Difficulty difficulty = new Difficulty(run);
        client.export(run, (line, json) -> {
            Integer number = numbers.get(new Key(line.image(), line.question()));
            if (number != null && !line.status().equals("failed")) {
                difficulty.add(number, line);
            }
        });
        if (difficulty.questions.isEmpty()) {
            throw new CommandFailure("run \"" + run
                    + "\" has no answers to lines of this dataset; name a run that it was" + " pushed as");
        }
        return difficulty;
    }

    private void add(int number, ItemLine line) {
        models.add(line.model());
        questions
                .computeIfAbsent(number, key -> new TreeMap<>())
                .merge(
                        line.model(),
                        new Answers(0, 0).and(Boolean.TRUE.equals(line.correct())),
                        (known, one) -> known.and(one.right() == 1));
    }

    String run() {
        return run;
    }

    int models() {
        return models.size();
    }

    /** Of a question: by model the images that it was asked about and those it was right on; null: nobody was asked. */
    @Nullable
    ObjectNode json(int number) {
        Map<String, Answers> answers = questions.get(number);
        if (answers == null) {
            return null;
        }
        ObjectNode told = Json.object().put("run", run);
        ObjectNode byModel = told.putObject("models");
        answers.forEach(
                (model, of) -> byModel.putObject(model).put("right", of.right()).put("images", of.all()));
        return told.put("failed", failing(answers));
    }

    private static int failing(Map<String, Answers> answers) {
        return (int) answers.values().stream().filter(Answers::isFailure).count();
    }

    /** How many questions this many models fail at, from none to all; of questions that all models were asked. */
    Map<Integer, Integer> byFailures() {
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        for (int failed = 0; failed <= models.size(); failed++) {
            counts.put(failed, 0);
        }
        questions.values().stream()
                .filter(answers -> answers.size() == models.size())
                .forEach(answers -> counts.merge(failing(answers), 1, Integer::sum));
        return counts;
    }
}
