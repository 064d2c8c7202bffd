package dev.vlmstream.judge;

import dev.vlmstream.evaluation.verdicts.JudgeRule;
import dev.vlmstream.inference.ModelBundle;
import java.util.List;
import java.util.Set;

/** How one bundle judges. */
interface Judging {

    ModelBundle bundle();

    /** The rules that a bundle of this kind can apply. */
    Set<JudgeRule> rules();

    /**
     * One ruling for each case, in order; all cases are of these rules.
     *
     * @throws RuntimeException if they cannot be judged together
     */
    List<Ruling> judge(List<Case> cases);
}
