package dev.vlmstream.scoring.topology;

import static dev.vlmstream.scoring.Events.choice;
import static dev.vlmstream.scoring.Events.deadLetter;
import static dev.vlmstream.scoring.Events.manifest;
import static dev.vlmstream.scoring.Events.ranking;
import static dev.vlmstream.scoring.Events.reference;
import static dev.vlmstream.scoring.Events.refused;
import static dev.vlmstream.scoring.Events.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RuleCount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is counted of the scores. */
class SnapshotsTest extends OnTheBench {
    private static final Duration LONG = Duration.ofMillis(1500);

    @Test
    void failedRefusedAndUnparsedAreCountedApartFromWrong() {
        bench.manifests.put("r", manifest("r", "multiple-choice", 5, "m"));
        bench.send(choice("r", "1", "B", "ant", "bee"))
                .send(choice("r", "2", "A", "ant", "bee"))
                .send(choice("r", "3", "A", "ant", "bee"))
                .send(choice("r", "4", "A", "ant", "bee"))
                .send(choice("r", "5", "A", "ant", "bee"))
                .send(text("r", "1", "m", "multiple-choice", "B"))
                .send(text("r", "2", "m", "multiple-choice", "B"))
                .send(text("r", "3", "m", "multiple-choice", "Hm."))
                .send(refused("r", "4", "m"))
                .send(deadLetter("r", "5", "m", "broken"))
                .pass(A_MOMENT);

        MetricSnapshot metrics = bench.metricsOf("m");
        assertThat(metrics.getAnswered()).isEqualTo(2);
        assertThat(metrics.getUnparsed()).isEqualTo(1);
        assertThat(metrics.getRefused()).isEqualTo(1);
        assertThat(metrics.getFailed()).isEqualTo(1);
        assertThat(metrics.getRules()).containsOnly(Map.entry("mcq", new RuleCount(3L, 1L, null)));
        assertThat(metrics.getClasses())
                .containsEntry("B", new RuleCount(1L, 1L, null))
                .containsEntry("A", new RuleCount(2L, 0L, null));
    }

    @Test
    void metricsAddUpToTheSumsOfThePartition() {
        for (int item = 0; item < 20; item++) {
            bench.send(reference("r", "i" + item, "cat"))
                    .send(ranking("r", "i" + item, "clip", item % 4 == 0 ? "cat" : "dog", "cat"));
        }
        bench.pass(A_MOMENT);

        MetricSnapshot metrics = bench.metricsOf("clip");
        assertThat(metrics.getTask()).isEqualTo("zero-shot");
        assertThat(metrics.getModelDigest()).isEqualTo("digest-of-clip");
        assertThat(metrics.getPrimaryRule()).isEqualTo("top1");
        assertThat(metrics.getRules())
                .containsEntry("top1", new RuleCount(20L, 5L, null))
                .containsEntry("top5", new RuleCount(20L, 20L, null));
        assertThat(metrics.getClasses()).containsEntry("cat", new RuleCount(20L, 5L, null));
    }

    @Test
    void theDtypesOfAllAnswersAreNamed() {
        for (String dtype : List.of("q4", "fp32", "q4", "")) {
            Prediction prediction = text("r", "item-" + dtype, "m", "cat");
            prediction.setDtype(dtype);
            bench.send(reference("r", "item-" + dtype, "cat")).send(prediction);
        }
        bench.send(deadLetter("r", "5", "m", "broken")).pass(A_MOMENT);
        assertThat(bench.metricsOf("m").getDtypes()).containsExactly("fp32", "q4");
    }

    @Test
    void costsOfAnswersAddUp() {
        Prediction first = text("r", "1", "m", "cat");
        first.setCost(0.000123);
        Prediction second = text("r", "2", "m", "cat");
        second.setCost(0.1);

        bench.send(reference("r", "1", "cat"))
                .send(reference("r", "2", "cat"))
                .send(first)
                .send(second);
        bench.pass(A_MOMENT);

        assertThat(bench.metricsOf("m").getSums()).containsEntry("microCost", 100_123L);
    }

    @Test
    void metricsWaitAfterACommitThatTookLong() {
        bench.commit(LONG, Duration.ZERO)
                .send(reference("r", "1", "cat"))
                .send(text("r", "1", "m", "cat"))
                .pass(A_MOMENT);
        assertThat(bench.metrics()).isEmpty();

        bench.pass(LONG);

        assertThat(bench.metrics()).hasSize(1);
    }

    @Test
    void metricsThatALongCommitHeldUpAreWrittenForTheNext() {
        bench.send(reference("r", "1", "cat")).send(text("r", "1", "m", "cat"));
        bench.commit(LONG, A_MOMENT).pass(A_MOMENT);

        assertThat(bench.metrics()).hasSize(1);
    }

    @Test
    void metricsArePublishedOnlyWhenTheyChanged() {
        bench.send(reference("r", "1", "cat")).send(text("r", "1", "m", "cat")).pass(A_MOMENT);
        assertThat(bench.metrics()).hasSize(1);

        bench.pass(A_MOMENT).send(text("r", "1", "m", "cat")).pass(A_MOMENT);

        assertThat(bench.metrics()).isEmpty();
    }
}
