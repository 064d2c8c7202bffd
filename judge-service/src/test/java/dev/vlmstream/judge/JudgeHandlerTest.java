package dev.vlmstream.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.evaluation.rules.Concepts;
import dev.vlmstream.evaluation.rules.SemanticSimilarity;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.VerdictStatus;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.streaming.loop.BatchHandler;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.tables.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** With a judge that finds an answer right if it is its label, and breaks at "poison". */
class JudgeHandlerTest {
    private static final ModelBundle BUNDLE =
            BundleFinder.open(Path.of("../libs/inference/src/test/resources/models/tiny-bert"));
    private static final String JUDGE = BUNDLE.name();

    private final Map<String, RunManifest> manifests = new TreeMap<>();

    private record Equality(Set<JudgeRule> rules) implements Judging {
        @Override
        public ModelBundle bundle() {
            return BUNDLE;
        }

        @Override
        public BatchHandler handler(RecordHandler<Case, Ruling> cases) {
            return cases.inBatches(Equality::judge);
        }

        private static List<Ruling> judge(List<Case> cases) {
            return cases.stream()
                    .map(one -> {
                        if (one.answer().equals("poison")) {
                            throw new IllegalStateException("poisoned");
                        }
                        return Ruling.similarity(one.right().contains(one.answer()) ? 1 : 0, one.threshold(), null);
                    })
                    .toList();
        }
    }

    private Duration patience = JudgeHandler.PATIENCE;

    private final class Manifests implements Table<RunManifest> {
        @Override
        public Optional<RunManifest> known(String key) {
            return find(key);
        }

        @Override
        public Optional<RunManifest> find(String key) {
            return Optional.ofNullable(manifests.get(key));
        }

        @Override
        public List<RunManifest> rows() {
            return List.copyOf(manifests.values());
        }

        @Override
        public void catchUp() {}
    }

    private Outbox handle(Score... scores) {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        for (Score score : scores) {
            batch.add(record(batch.size(), score));
        }
        Outbox outbox = new Outbox(Topic::topicName);
        handler().handle(batch, outbox);
        return outbox;
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, Score score) {
        return new ConsumerRecord<>(
                "scores",
                0,
                offset,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                Wire.of(Score.class).encode(score),
                new RecordHeaders(),
                Optional.empty());
    }

    private BatchHandler handler() {
        Judging judging = new Equality(Set.of(SemanticSimilarity.RULE, Concepts.RULE));
        return judging.handler(new JudgeHandler(judging, new Manifests(), patience));
    }

    private List<Verdict> verdicts(Score... scores) {
        return verdicts(handle(scores));
    }

    private static List<Verdict> verdicts(Outbox outbox) {
        return outbox.records().stream()
                .map(record -> {
                    assertThat(record.topic()).isEqualTo("verdicts");
                    Verdict verdict = Wire.of(Verdict.class).decode(record.value());
                    assertThat(new String(record.key())).isEqualTo("r/" + verdict.getItemId());
                    return verdict;
                })
                .toList();
    }

    private void named(Map<String, String> judges) {
        manifests.put(Events.RUN, Events.manifest(judges));
    }

    @Test
    void everyAnswerIsJudgedByEveryRuleThatNamesTheJudge() {
        named(Map.of("semantic", JUDGE, "concept", JUDGE, "llm-judge", "another"));

        List<Verdict> verdicts = verdicts(Events.score("1", "shark", "shark"), Events.score("2", "shark", "tench"));

        assertThat(verdicts)
                .extracting(v -> v.getItemId() + " " + v.getRule() + " " + v.getRight())
                .containsExactlyInAnyOrder("1 semantic true", "1 concept true", "2 semantic false", "2 concept false");
        assertThat(verdicts).allSatisfy(verdict -> {
            assertThat(verdict.getJudge()).isEqualTo(JUDGE);
            assertThat(verdict.getJudgeDigest()).isEqualTo(BUNDLE.digest());
            assertThat(verdict.getStatus()).isEqualTo(VerdictStatus.GIVEN);
            assertThat(verdict.getThreshold()).isEqualTo(verdict.getRule().equals("semantic") ? 0.6 : 0.7);
        });
    }

    @Test
    void answersToABenchmarksQuestionsAreJudgedWhereTheRuleMakesSense() {
        Score score = Events.score("1", "stop", "halt");
        score.setTask("question-answering");
        score.setAnswers(List.of("stop", "halt"));
        named(Map.of("semantic", JUDGE));

        manifests.get(Events.RUN).setBenchmark("docvqa");
        assertThat(verdicts(score)).singleElement().satisfies(verdict -> {
            assertThat(verdict.getRight()).isTrue();
            assertThat(verdict.getReason()).isNull();
        });

        manifests.get(Events.RUN).setBenchmark("ai2d");
        assertThat(verdicts(score)).singleElement().satisfies(verdict -> {
            assertThat(verdict.getStatus()).isEqualTo(VerdictStatus.FAILED);
            assertThat(verdict.getReason()).startsWith("the rule semantic compares wordings");
        });
    }

    @Test
    void whatNobodyAskedForIsPassedOver() {
        Score ranked = Events.score("1", "shark", "shark");
        ranked.setTask("zero-shot");
        Score failed = Events.score("2", "shark", "shark");
        failed.setStatus(Status.FAILED);
        named(Map.of("semantic", JUDGE));
        assertThat(verdicts(ranked, failed)).isEmpty();

        named(Map.of("semantic", "another"));
        assertThat(verdicts(Events.score("1", "shark", "shark"))).isEmpty();

        manifests.put(Events.RUN, Deletions.marker(Events.manifest(Map.of("semantic", JUDGE)), 1));
        assertThat(verdicts(Events.score("1", "shark", "shark"))).isEmpty();
    }

    @Test
    void whatCannotBeJudgedHasAVerdictThatSaysWhy() {
        named(Map.of("llm-judge", JUDGE, "bleu", JUDGE, "semantic", JUDGE));
        manifests.get(Events.RUN).setThresholds(Map.of("semantic", 60.0));

        List<Verdict> verdicts = verdicts(Events.score("1", "shark", "shark"));

        assertThat(verdicts).hasSize(3).allSatisfy(verdict -> {
            assertThat(verdict.getStatus()).isEqualTo(VerdictStatus.FAILED);
            assertThat(verdict.getRight()).isNull();
        });
        assertThat(verdicts)
                .extracting(Verdict::getReason)
                .anySatisfy(reason -> assertThat(reason)
                        .isEqualTo(JUDGE + ", a sentence-encoder model, cannot apply the rule llm-judge; it can"
                                + " [concept, semantic]"))
                .anySatisfy(reason -> assertThat(reason).startsWith("unknown judge rule 'bleu'"))
                .anySatisfy(reason -> assertThat(reason).startsWith("the threshold of semantic is 60.0"));
    }

    @Test
    void aJudgeThatBreaksIsTriedAgainOneByOne() {
        named(Map.of("semantic", JUDGE));
        Score poison = Events.score("1", "shark", "poison");

        assertThatThrownBy(() -> verdicts(poison, Events.score("2", "shark", "shark")))
                .hasMessage("poisoned");
        Outbox outbox = new Outbox(Topic::topicName);
        handler().giveUp(record(0, poison), new StackOverflowError(), outbox);
        assertThat(verdicts(outbox)).singleElement().satisfies(verdict -> {
            assertThat(verdict.getStatus()).isEqualTo(VerdictStatus.FAILED);
            assertThat(verdict.getReason()).contains("StackOverflowError");
        });
    }

    @Test
    void aScoreThatOvertookItsManifestWaits() {
        Outbox outbox = handle(Events.score("1", "shark", "shark"));

        assertThat(outbox.left()).isNotEmpty();
        assertThat(outbox.records()).isEmpty();
    }

    @Test
    void aScoreOfARunThatNeverCameIsNobodys() {
        patience = Duration.ZERO;
        Outbox outbox = handle(Events.score("1", "shark", "shark"));

        assertThat(outbox.left()).isEmpty();
        assertThat(outbox.records()).isEmpty();
    }
}
