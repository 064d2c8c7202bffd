package dev.vlmstream.evaluation.judging;

import dev.vlmstream.evaluation.Benchmark;
import dev.vlmstream.evaluation.rules.Ai2d;
import dev.vlmstream.evaluation.rules.Anls;
import dev.vlmstream.evaluation.rules.RelaxedAccuracy;
import dev.vlmstream.evaluation.rules.Rule;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.evaluation.rules.VqaAccuracy;
import dev.vlmstream.evaluation.rules.YesNo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges an answer by the rules of its benchmark. */
final class BenchmarkJudge {
    private final String answer;
    private final Truth truth;
    private final Map<String, Boolean> rules = new LinkedHashMap<>();
    private final Map<String, Double> grades = new LinkedHashMap<>();

    private BenchmarkJudge(String answer, Truth truth) {
        this.answer = answer;
        this.truth = truth;
    }

    /** Of each benchmark, the one that it is published by first. */
    static List<Rule> rules(Benchmark benchmark) {
        return switch (benchmark) {
            case TEXTVQA -> List.of(Rule.VQA_ACCURACY, Rule.ANLS, Rule.EXACT);
            case DOCVQA -> List.of(Rule.ANLS, Rule.EXACT);
            case AI2D -> List.of(Rule.AI2D, Rule.MCQ, Rule.EXACT);
            case CHARTQA -> List.of(Rule.RELAXED, Rule.EXACT);
            case POPE -> List.of(Rule.POPE, Rule.POPE_PUBLISHED, Rule.SAID_YES);
        };
    }

    static Judgement judge(String answer, Truth truth) {
        if (truth.benchmark() == null) {
            throw new IllegalArgumentException("the item does not say whose rules judge it: it has no benchmark");
        }
        return new BenchmarkJudge(answer, truth).judge();
    }

    private Judgement judge() {
        Optional<String> parsed = Optional.empty();
        boolean unparsed = false;
        switch (truth.benchmark()) {
            case TEXTVQA -> {
                grade(Rule.VQA_ACCURACY, VqaAccuracy.of(answer, truth.answers()));
                grade(Rule.ANLS, Anls.of(answer, truth.answers()));
                exact(truth.answers());
            }
            case DOCVQA -> {
                grade(Rule.ANLS, Anls.of(answer, truth.answers()));
                exact(truth.answers());
            }
            case AI2D -> {
                parsed = Rules.multipleChoice(answer, truth.options());
                rules.put(Rule.AI2D.id(), Ai2d.matches(answer, truth.label()));
                rules.put(Rule.MCQ.id(), parsed.filter(truth.label()::equals).isPresent());
                exact(List.of(truth.label()));
            }
            case CHARTQA -> {
                List<String> right = truth.answers().isEmpty() ? List.of(truth.label()) : truth.answers();
                rules.put(Rule.RELAXED.id(), RelaxedAccuracy.matchesAny(answer, right));
                exact(right);
            }
            case POPE -> {
                Optional<Boolean> said = YesNo.exact(answer);
                boolean present = present();
                parsed = said.map(BenchmarkJudge::word);
                unparsed = said.isEmpty();
                rules.put(Rule.POPE.id(), said.isPresent() && said.get() == present);
                rules.put(Rule.POPE_PUBLISHED.id(), YesNo.published(answer) == present);
                rules.put(Rule.SAID_YES.id(), said.orElse(false));
            }
        }
        String primary = rules(truth.benchmark()).get(0).id();
        return new Judgement(unparsed, parsed.orElse(null), rules, grades, primary);
    }

    private void grade(Rule rule, double grade) {
        grades.put(rule.id(), grade);
        rules.put(rule.id(), grade >= 0.5);
    }

    private void exact(List<String> right) {
        rules.put(Rule.EXACT.id(), Rules.exactAny(answer, right));
    }

    private boolean present() {
        return YesNo.exact(truth.label())
                .orElseThrow(
                        () -> new IllegalArgumentException("the label must be yes or no, got '" + truth.label() + "'"));
    }

    private static String word(boolean yes) {
        return yes ? "yes" : "no";
    }
}
