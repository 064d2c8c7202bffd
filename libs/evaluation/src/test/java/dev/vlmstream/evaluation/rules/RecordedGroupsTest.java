package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Truth;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GroupState;
import dev.vlmstream.evaluation.metrics.GroupedCounts;
import dev.vlmstream.evaluation.metrics.Grouping;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs of MMBench and MME come to the numbers that VLMEvalKit and lmms-eval give them. */
class RecordedGroupsTest {
    private static final double ROUNDING = 1e-6;

    static List<JsonNode> circular() {
        return Recorded.lines("recorded/benchmarks/circular.jsonl.gz");
    }

    static List<JsonNode> mme() {
        return Recorded.lines("recorded/benchmarks/mme.jsonl.gz");
    }

    private record Item(String group, String category, int size, boolean right) {}

    private static GroupedCounts counts(Grouping grouping, List<Item> items, boolean complete) {
        Map<String, GroupState> groups = new HashMap<>();
        Map<String, CorrectCount> categories = new HashMap<>();
        for (Item item : items) {
            BitSet rules = new BitSet();
            rules.set(0, item.right());
            groups.computeIfAbsent(item.group(), g -> new GroupState())
                    .add(item.category(), item.size(), true, item.right(), rules);
            categories.merge(item.category(), CorrectCount.NONE.add(item.right()), CorrectCount::merge);
        }
        return GroupedCounts.of(grouping, List.of("rule"), categories, List.of(groups.values()), complete);
    }

    private static List<Item> circularItems(JsonNode run, ComputedRule rule) {
        List<Item> items = new ArrayList<>();
        for (JsonNode row : run.get("rows")) {
            List<String> options = Recorded.texts(row.get("options"));
            String category = row.get("l2-category").textValue() + "/"
                    + row.get("category").textValue();
            boolean right = rule.grade(
                            Answer.text(row.get("prediction").textValue()),
                            new Truth(row.get("answer").textValue(), options))
                    .isRight();
            String group = String.valueOf(row.get("index").longValue() % 1_000_000);
            items.add(new Item(group, category, Grouping.CIRCULAR.size(options.size()), right));
        }
        return items;
    }

    @ParameterizedTest
    @MethodSource("circular")
    void circularEvaluationIsVlmEvalKits(JsonNode run) {
        assertCircular(run.get("vlmevalkit"), circularItems(run, VlmEvalKitChoice.RULE));
    }

    @ParameterizedTest
    @MethodSource("circular")
    void circularEvaluationIsLmmsEvals(JsonNode run) {
        assertCircular(run.get("lmms"), circularItems(run, LmmsChoice.RULE));
    }

    @ParameterizedTest
    @MethodSource("circular")
    void vanillaEvaluationIsVlmEvalKits(JsonNode run) {
        List<Item> items = circularItems(run, VlmEvalKitChoice.RULE);
        long right = items.stream().filter(Item::right).count();
        assertThat((double) right / items.size()).isCloseTo(run.get("vanilla").doubleValue(), within(1e-12));
    }

    private static void assertCircular(JsonNode expected, List<Item> items) {
        GroupedCounts counts = counts(Grouping.CIRCULAR, items, false);
        assertThat(counts.open()).isZero();
        assertThat(counts.rules().get("rule").accuracy().orElseThrow())
                .isCloseTo(expected.get("Overall").doubleValue(), within(1e-12));
        counts.levels().forEach((level, category) -> {
            String name = level.substring(level.indexOf('/') + 1);
            assertThat(category.groups().accuracy().orElseThrow())
                    .as(level)
                    .isCloseTo(expected.get(name).doubleValue(), within(1e-12));
        });
        assertThat(counts.levels()).hasSize(expected.size() - 1);
    }

    private static List<Item> mmeItems(JsonNode run, ComputedRule rule) {
        List<Item> items = new ArrayList<>();
        for (JsonNode row : run.get("rows")) {
            boolean right = rule.grade(
                            Answer.text(row.get("prediction").textValue()),
                            Truth.of(row.get("answer").textValue()))
                    .isRight();
            items.add(new Item(
                    row.get("image_path").textValue(),
                    Grouping.PAIRS.category(row.get("category").textValue()),
                    Grouping.PAIRS.size(0),
                    right));
        }
        return items;
    }

    @ParameterizedTest
    @MethodSource("mme")
    void mmesScoresAreVlmEvalKits(JsonNode run) {
        JsonNode expected = run.get("vlmevalkit");
        GroupedCounts counts = counts(Grouping.PAIRS, mmeItems(run, YesNo.VLMEVALKIT), false);
        assertScore(counts, "perception", expected.get("perception"));
        assertScore(counts, "cognition", expected.get("reasoning"));
        counts.categories()
                .keySet()
                .forEach(category ->
                        assertScore(counts, category, expected.get(category.substring(category.indexOf('/') + 1))));
        assertThat(counts.categories()).hasSize(14);
    }

    @ParameterizedTest
    @MethodSource("mme")
    void mmesScoresAreLmmsEvals(JsonNode run) {
        JsonNode expected = run.get("lmms");
        GroupedCounts counts = counts(Grouping.PAIRS, mmeItems(run, YesNo.MME), false);
        assertScore(counts, "perception", expected.get("mme_perception_score"));
        assertScore(counts, "cognition", expected.get("mme_cognition_score"));
        counts.categories()
                .keySet()
                .forEach(category ->
                        assertScore(counts, category, expected.get(category.substring(category.indexOf('/') + 1))));
    }

    private static void assertScore(GroupedCounts counts, String level, JsonNode expected) {
        var score = counts.score(level);
        assertThat(score.value()).as(level).isCloseTo(expected.doubleValue(), within(ROUNDING));
        assertThat(score.low()).isLessThanOrEqualTo(score.value() + ROUNDING);
        assertThat(score.high()).isGreaterThanOrEqualTo(score.value() - ROUNDING);
    }

    @Test
    void theOrderOfItemsDoesNotMatter() {
        List<Item> items = mmeItems(mme().get(0), YesNo.MME);
        GroupedCounts counts = counts(Grouping.PAIRS, items, false);
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(items, new Random(seed));
            assertThat(counts(Grouping.PAIRS, items, false)).isEqualTo(counts);
        }
    }

    @Test
    void anIncompleteGroupIsNoResult() {
        List<Item> items = List.of(
                new Item("1", "c", 3, true),
                new Item("1", "c", 3, true),
                new Item("2", "c", 1, true),
                new Item("3", "c", 0, false));
        GroupedCounts going = counts(Grouping.CIRCULAR, items, false);
        assertThat(going.rules().get("rule")).isEqualTo(new CorrectCount(1, 1));
        assertThat(going.open()).isEqualTo(2);
        GroupedCounts ended = counts(Grouping.CIRCULAR, items, true);
        assertThat(ended.rules().get("rule")).isEqualTo(new CorrectCount(2, 1));
        assertThat(ended.open()).isOne();
        assertThat(ended.categories().get("c").items()).isEqualTo(new CorrectCount(4, 3));
    }
}
