package dev.vlmstream.judge;

import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.streaming.loop.BatchHandler;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How one bundle judges. */
interface Judging {

    ModelBundle bundle();

    /** The rules that a bundle of this kind can apply. */
    Set<JudgeRule> rules();

    /** Of all rules of judges, those of such a kind. */
    static Set<JudgeRule> rules(Predicate<JudgeRule> kind) {
        return Rules.JUDGE_RULES.stream().filter(kind).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Judges what is asked about records.
     *
     * @param cases of these rules
     */
    BatchHandler handler(RecordHandler<Case, Ruling> cases);
}
