package dev.vlmstream.scoring.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GroupedCounts;
import dev.vlmstream.rest.metrics.MetricValue;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.metrics.MeasuredRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers by category and by groups of items that are right as a whole. */
class GroupsTest extends ViewOfARun {
    private static Score grouped(
            String item, Status status, boolean right, String category, String group, Integer size) {
        Score score = score(item, "m", status, right, 1);
        if (status == Status.FAILED) {
            score.setRules(Map.of());
        }
        score.setCategory(category);
        score.setGroup(group);
        score.setGrouping(size == null ? null : "pairs");
        score.setGroupSize(size);
        return score;
    }

    private static Score pair(String item, boolean right, String category, String group) {
        return grouped(item, Status.ANSWERED, right, category, group, 2);
    }

    @Test
    void aGroupCountsWhenItsLastItemIsThereAndAnswered() {
        view.manifest(Events.manifest("r", "open-world", 100, "m"));
        add(view, pair("1", true, "a/x", "g"), 0);
        assertThat(view.grouped("m").rules()).isEmpty();
        assertThat(view.grouped("m").open()).isOne();

        add(view, pair("2", true, "a/x", "g"), 1);
        add(view, pair("3", true, "a/y", "h"), 2);
        add(view, grouped("4", Status.FAILED, false, "a/y", "h", 2), 3);

        GroupedCounts counts = view.grouped("m");
        assertThat(counts.rules()).containsOnly(Map.entry("label-inclusion", new CorrectCount(1, 1)));
        assertThat(counts.open()).isOne();
        assertThat(counts.categories().get("a/y").items()).isEqualTo(new CorrectCount(1, 1));
        assertThat(counts.levels().get("a").items()).isEqualTo(new CorrectCount(3, 3));
    }

    @Test
    void groupsOfUnknownSizeCountWhenTheRunIsComplete() {
        view.manifest(Events.manifest("r", "open-world", 3, "m"));
        add(view, grouped("1", Status.ANSWERED, true, null, "g", null), 0);
        add(view, grouped("2", Status.ANSWERED, false, null, "g", null), 1);
        assertThat(view.grouped("m").open()).isOne();
        add(view, grouped("3", Status.ANSWERED, true, null, "h", null), 2);
        assertThat(view.grouped("m").open()).isZero();
        assertThat(view.grouped("m").rules().get("label-inclusion")).isEqualTo(new CorrectCount(2, 1));
    }

    /** A manifest that learns how many items there are makes results of what has waited for that. */
    @Test
    void theNumberOfItemsMayComeLast() {
        view.manifest(Events.manifest("r", "open-world", 9, "m"));
        add(view, grouped("1", Status.ANSWERED, true, null, "g", null), 0);
        assertThat(view.grouped("m").open()).isOne();
        view.manifest(Events.manifest("r", "open-world", 1, "m"));
        assertThat(view.grouped("m").open()).isZero();
    }

    @Test
    void neitherTheOrderNorTheNumberOfPassesMatters() {
        List<Score> scores = new ArrayList<>();
        long whole = 0;
        Random random = new Random(3);
        for (int group = 0; group < 2_000; group++) {
            boolean first = random.nextBoolean();
            boolean second = random.nextBoolean();
            whole += first && second ? 1 : 0;
            scores.add(pair(group + "a", first, "c" + group % 7, "g" + group));
            scores.add(pair(group + "b", second, "c" + group % 7, "g" + group));
        }
        GroupedCounts known = null;
        for (int seed = 0; seed < 3; seed++) {
            Collections.shuffle(scores, new Random(seed));
            RunView of = new RunView(index);
            of.manifest(Events.manifest("r", "open-world", scores.size(), "m"));
            for (int i = 0; i < scores.size(); i++) {
                add(of, scores.get(i), i);
            }
            GroupedCounts counts = of.grouped("m");
            assertThat(counts.rules().get("label-inclusion")).isEqualTo(new CorrectCount(2_000, whole));
            assertThat(counts).isEqualTo(known == null ? counts : known);
            known = counts;
        }
    }

    @Test
    void categoriesWithoutNumberAreNone() {
        view.manifest(Events.manifest("r", "open-world", 1_001, "m"));
        for (int item = 0; item < 1_001; item++) {
            add(view, grouped("i" + item, Status.ANSWERED, true, "c" + item, null, null), item);
        }
        assertThat(view.grouped("m").categories()).isEmpty();
    }

    @Test
    void hostileSizesAreNone() {
        view.manifest(Events.manifest("r", "open-world", 2, "m"));
        add(view, grouped("1", Status.ANSWERED, true, "", "", -5), 0);
        add(view, grouped("2", Status.ANSWERED, true, "/", "", Integer.MIN_VALUE), 1);
        assertThat(view.grouped("m").rules().get("label-inclusion")).isEqualTo(new CorrectCount(1, 1));
        assertThat(MeasuredRun.of(view).models().get(0).metrics()).isNotEmpty();
    }

    @Test
    void theListOfMetricsHasThem() {
        view.manifest(Events.manifest("r", "open-world", 4, "m"));
        add(view, pair("1", true, "perception/OCR", "g"), 0);
        add(view, pair("2", true, "perception/OCR", "g"), 1);
        add(view, pair("3", true, "perception/color", "h"), 2);
        add(view, pair("4", false, "perception/color", "h"), 3);
        List<MetricValue> metrics = MeasuredRun.of(view).models().get(0).metrics();
        assertThat(metrics)
                .extracting(MetricValue::id)
                .containsSubsequence(
                        "label-inclusion/acc+",
                        "score",
                        "openGroups",
                        "meanOverCategories",
                        "category/perception",
                        "category/perception/acc+",
                        "score/perception",
                        "category/perception/OCR");
        assertThat(value(metrics, "label-inclusion/acc+")).isEqualTo(0.5);
        assertThat(value(metrics, "score")).isEqualTo(250);
        assertThat(value(metrics, "score/perception/color")).isEqualTo(50);
        assertThat(value(metrics, "category/perception")).isEqualTo(0.75);
        assertThat(value(metrics, "openGroups")).isZero();
    }

    private static double value(List<MetricValue> metrics, String id) {
        return metrics.stream()
                .filter(metric -> metric.id().equals(id))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void aRunWithoutGroupsHasNone() {
        add(view, score("1", "m", Status.ANSWERED, true, 1), 0);
        assertThat(view.grouped("m")).isNull();
    }
}
