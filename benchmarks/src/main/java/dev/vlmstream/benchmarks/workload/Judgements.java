package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.VerdictStatus;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The judges' verdicts on each answer of a run. */
public final class Judgements {
    /** Each by a judge of its own. */
    public static final List<String> RULES = List.of("semantic", "concept", "llm-judge");

    private static final Wire<Verdict> VERDICT = Wire.of(Verdict.class);

    private Judgements() {}

    /** The judges by rule, as a manifest names them. */
    public static Map<String, String> judges() {
        return RULES.stream().collect(Collectors.toMap(rule -> rule, rule -> "judge-of-" + rule));
    }

    /** Writes a verdict under each rule on each item's answer into the open transaction. */
    public static void write(TopicWriter writer, String run, String model, int items) {
        for (int item = 0; item < items; item++) {
            for (String rule : RULES) {
                writer.send(
                        Topic.VERDICTS,
                        Keys.runItem(run, "item-" + item),
                        VERDICT.encode(verdict(run, model, item, rule)));
            }
        }
    }

    private static Verdict verdict(String run, String model, int item, String rule) {
        return Verdict.newBuilder()
                .setRun(run)
                .setItemId("item-" + item)
                .setModel(model)
                .setRule(rule)
                .setJudge("judge-of-" + rule)
                .setJudgeDigest("0".repeat(64))
                .setStatus(VerdictStatus.GIVEN)
                .setRight(item % 3 == 0)
                .setGrade(rule.equals("llm-judge") ? null : 0.5)
                .setText("class " + item % 1000)
                .setSoftwareVersion("benchmarks")
                .setJudgedAt(System.currentTimeMillis())
                .build();
    }
}
