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
    private final CommittedRecords<Prediction> predictions;
    private final CommittedRecords<Score> scores;
    private final CommittedRecords<Verdict> verdicts;
    private final CommittedRecords<DeadLetter> deadLetters;

    Books(String bootstrap) {
        predictions = new CommittedRecords<>(bootstrap, Topic.PREDICTIONS, Prediction.class);
        scores = new CommittedRecords<>(bootstrap, Topic.SCORES, Score.class);
        verdicts = new CommittedRecords<>(bootstrap, Topic.VERDICTS, Verdict.class);
        deadLetters = new CommittedRecords<>(bootstrap, Topic.DEAD_LETTERS, DeadLetter.class);
    }

    /** What was written since the last audit; all of it should be of this run. */
    Audit audit(String run, int items) {
        DeliveryCount predicted = new DeliveryCount("predictions", Study.MODELS, items);
        predictions.read(p -> predicted.add(item(run, p.getRun(), p.getItemId()), p.getModel()));
        DeliveryCount scored = new DeliveryCount("scores", Study.MODELS, items);
        scores.read(s -> scored.add(item(run, s.getRun(), s.getItemId()), s.getModel()));
        DeliveryCount judged = new DeliveryCount("verdicts", List.of(Study.JUDGED), items);
        verdicts.read(v -> judged.add(item(run, v.getRun(), v.getItemId()), v.getModel()));
        List<String> dead = new ArrayList<>();
        deadLetters.read(letter -> dead.add(
                "dead letter of " + letter.getItemId() + " by " + letter.getService() + ": " + letter.getReason()));
        List<DeliveryCount> counts = List.of(predicted, scored, judged);
        return new Audit(
                counts.stream().mapToLong(DeliveryCount::lost).sum(),
                counts.stream().mapToLong(DeliveryCount::doubled).sum(),
                Stream.concat(counts.stream().map(DeliveryCount::complaint), dead.stream())
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
