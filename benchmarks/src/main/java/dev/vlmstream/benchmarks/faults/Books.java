package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.topics.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What lies on the topics of results, counted run by run. */
final class Books implements AutoCloseable {
    private final Ledger<Prediction> predictions;
    private final Ledger<Score> scores;
    private final Ledger<Verdict> verdicts;
    private final Ledger<DeadLetter> deadLetters;

    Books(String bootstrap) {
        predictions = new Ledger<>(bootstrap, Topic.PREDICTIONS, Prediction.class);
        scores = new Ledger<>(bootstrap, Topic.SCORES, Score.class);
        verdicts = new Ledger<>(bootstrap, Topic.VERDICTS, Verdict.class);
        deadLetters = new Ledger<>(bootstrap, Topic.DEAD_LETTERS, DeadLetter.class);
    }

    /** What was written since the last audit; all of it should be of this run. */
    Audit audit(String run, int items) {
        Tally predicted = new Tally("predictions", Study.MODELS, items);
        predictions.read(p -> predicted.add(item(run, p.getRun(), p.getItemId()), p.getModel()));
        Tally scored = new Tally("scores", Study.MODELS, items);
        scores.read(s -> scored.add(item(run, s.getRun(), s.getItemId()), s.getModel()));
        Tally judged = new Tally("verdicts", List.of(Study.JUDGED), items);
        verdicts.read(v -> judged.add(item(run, v.getRun(), v.getItemId()), v.getModel()));
        List<String> dead = new ArrayList<>();
        deadLetters.read(letter -> dead.add(
                "dead letter of " + letter.getItemId() + " by " + letter.getService() + ": " + letter.getReason()));
        List<Tally> tallies = List.of(predicted, scored, judged);
        return new Audit(
                tallies.stream().mapToLong(Tally::lost).sum(),
                tallies.stream().mapToLong(Tally::doubled).sum(),
                Stream.concat(tallies.stream().map(Tally::complaint), dead.stream())
                        .filter(line -> !line.isEmpty())
                        .limit(20)
                        .toList());
    }

    private static String item(String run, String found, String item) {
        return run.equals(found) ? item : found + "/" + item;
    }

    @Override
    public void close() {
        predictions.close();
        scores.close();
        verdicts.close();
        deadLetters.close();
    }
}
