package dev.vlmstream.judge;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.streaming.config.SoftwareVersion;
import dev.vlmstream.streaming.loop.DeadLetters;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.RecordFailure;
import dev.vlmstream.streaming.tables.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One judge's reading of scores: skips those of runs that do not name it, and gives exactly one verdict for each
 * answer in text and each rule that it is named for. What it cannot judge gets a verdict that says why, so that a run's
 * judging ends by count.
 */
final class JudgeHandler implements RecordHandler<Case, Ruling> {
    static final String SERVICE = "judge";

    /** A transaction becomes visible partition by partition: a score can be seen before its run's manifest is. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Wire<Score> SCORE = Wire.of(Score.class);

    private final Judging judging;
    private final Table<RunManifest> runs;
    private final Duration patience;
    /** Since when runs are missed, by {@link System#nanoTime()}. */
    private final Map<String, Long> missing = new HashMap<>();

    /** @param patience how long a run's manifest is waited for */
    JudgeHandler(Judging judging, Table<RunManifest> runs, Duration patience) {
        this.judging = judging;
        this.runs = runs;
        this.patience = patience;
    }

    @Override
    public Optional<Asked<Case, Ruling>> read(ConsumerRecord<byte[], byte[]> record) {
        try {
            Score score = SCORE.decode(record.value());
            RunManifest manifest = runs.find(score.getRun()).orElse(null);
            if (manifest == null && mayComeYet(score.getRun())) {
                return Optional.empty();
            }
            return Optional.of(
                    manifest == null || Deletions.isDeleted(manifest)
                            ? Asked.nothing(outbox -> {})
                            : asked(score, manifest));
        } catch (WireException e) {
            return Optional.of(Asked.nothing(outbox -> outbox.add(DeadLetters.of(SERVICE, record, e.getMessage()))));
        }
    }

    /** A run is waited for once: scores of one that has none do not hold up others for as long again. */
    private boolean mayComeYet(String run) {
        long now = System.nanoTime();
        return now - missing.computeIfAbsent(run, unseen -> now) < patience.toNanos();
    }

    private Asked<Case, Ruling> asked(Score score, RunManifest manifest) {
        List<Case> cases = new ArrayList<>();
        Map<String, String> problems = new TreeMap<>();
        if (isAnswerInWords(score)) {
            manifest.getJudges().forEach((id, judge) -> {
                if (judge.equals(judging.bundle().name())) {
                    problem(id, score, manifest)
                            .ifPresentOrElse(
                                    problem -> problems.put(id, problem),
                                    () -> cases.add(new Case(score, manifest, Rules.judge(id))));
                }
            });
        }
        return new Asked<>(cases, (rulings, outbox) -> {
            problems.forEach((id, problem) -> fail(score, id, problem, outbox));
            for (int i = 0; i < rulings.size(); i++) {
                tell(score, cases.get(i).rule().id(), rulings.get(i), outbox);
            }
        });
    }

    /** Rankings and letters are not judged: there is nothing in them that a rule would miss. */
    private static boolean isAnswerInWords(Score score) {
        return score.getStatus() == Status.ANSWERED && Task.of(score.getTask()).answersInWords();
    }

    private Optional<String> problem(String id, Score score, RunManifest manifest) {
        try {
            JudgeRule rule = Rules.judge(id);
            if (!judging.rules().contains(rule)) {
                return Optional.of(judging.bundle().name() + ", a "
                        + judging.bundle().kind().id() + " model, cannot apply the rule "
                        + id + "; it can "
                        + judging.rules().stream().map(JudgeRule::id).sorted().toList());
            }
            if (score.getPrediction() == null || score.getPrediction().getText() == null) {
                return Optional.of("the score came without its answer: " + score.getReason());
            }
            Case one = new Case(score, manifest, rule);
            Rules.requireFits(rule, Task.of(score.getTask()), one.definition());
            if (rule.isSimilarity()) {
                one.threshold();
            } else {
                one.prompt();
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private void fail(Score score, String rule, String reason, Outbox outbox) {
        tell(score, rule, Ruling.failed(reason, Ruling.JudgingCost.NONE), outbox);
    }

    private void tell(Score score, String rule, Ruling ruling, Outbox outbox) {
        Verdict verdict = Verdict.newBuilder()
                .setRun(score.getRun())
                .setItemId(score.getItemId())
                .setModel(score.getModel())
                .setRule(rule)
                .setJudge(judging.bundle().name())
                .setJudgeDigest(judging.bundle().digest())
                .setStatus(ruling.status())
                .setRight(ruling.right())
                .setGrade(ruling.grade())
                .setThreshold(ruling.threshold())
                .setText(ruling.text())
                .setReason(ruling.reason())
                .setCost(ruling.effort().cost())
                .setPromptTokens(ruling.effort().promptTokens())
                .setOutputTokens(ruling.effort().outputTokens())
                .setSoftwareVersion(SoftwareVersion.current())
                .setJudgedAt(System.currentTimeMillis())
                .build();
        outbox.add(Topic.VERDICTS, Keys.runItem(score.getRun(), score.getItemId()), verdict);
    }

    /** An answer that cannot be judged gets verdicts that say so; only what is no score becomes a dead letter. */
    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        String reason = RecordFailure.reason(cause);
        try {
            Score score = SCORE.decode(record.value());
            runs.find(score.getRun()).map(manifest -> asked(score, manifest)).ifPresent(asked -> {
                asked.written().accept(List.of(), outbox);
                asked.questions().forEach(one -> fail(score, one.rule().id(), reason, outbox));
            });
        } catch (WireException e) {
            outbox.add(DeadLetters.of(SERVICE, record, reason));
        }
    }
}
