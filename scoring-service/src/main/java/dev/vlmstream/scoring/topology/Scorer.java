package dev.vlmstream.scoring.topology;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.Judge;
import dev.vlmstream.evaluation.judging.Judgement;
import dev.vlmstream.evaluation.judging.Truth;
import dev.vlmstream.evaluation.rules.Rule;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns a prediction and its reference into a score, with the library's judge. */
final class Scorer {
    private static final Map<String, List<String>> RULES = rulesByTask(false);
    private static final Map<String, List<String>> RULES_WITH_SYNONYMS = rulesByTask(true);

    private Scorer() {}

    private static Map<String, List<String>> rulesByTask(boolean synonyms) {
        Map<String, List<String>> rules = new HashMap<>();
        for (Task task : Task.values()) {
            List<String> ids =
                    new ArrayList<>(Judge.rules(task).stream().map(Rule::id).toList());
            if (synonyms && Judge.takesSynonyms(task)) {
                ids.add(Rule.SYNONYMS.id());
            }
            rules.put(task.id(), List.copyOf(ids));
        }
        return rules;
    }

    /** The ids of a task's rules, the primary one first; empty for an unknown task. */
    static List<String> rules(String task) {
        return RULES.getOrDefault(task, List.of());
    }

    /** @param facts {@link ReferenceFacts#NONE} as long as there is no reference: then none of its rules are known */
    static Profile profile(Prediction prediction, ReferenceFacts facts) {
        String task = prediction.getTask();
        List<String> rules =
                facts.synonyms().isEmpty() ? rules(task) : RULES_WITH_SYNONYMS.getOrDefault(task, List.of());
        return new Profile(prediction.getModel(), prediction.getModelDigest(), task, rules);
    }

    /** Never throws: what cannot be judged has failed, with the reason. */
    static Score score(Prediction prediction, ReferenceFacts facts, long now) {
        try {
            Task task = Task.of(prediction.getTask());
            Answer answer = answer(task, prediction);
            Judgement judgement = Judge.judge(task, answer, truth(facts));
            return score(prediction, facts, status(answer, judgement), judgement, null, now);
        } catch (RuntimeException e) {
            Judgement none = new Judgement(false, null, Map.of(), null);
            return score(prediction, facts, Status.FAILED, none, "cannot be judged: " + e.getMessage(), now);
        }
    }

    /** The score of an item that has no prediction. */
    static Score failure(String run, String item, Profile profile, ReferenceFacts facts, String reason, long now) {
        return new Score(
                run,
                item,
                profile.model(),
                profile.digest(),
                profile.task(),
                Status.FAILED,
                facts.label(),
                Map.of(),
                Map.of(),
                profile.primaryRule(),
                null,
                reason,
                facts.question(),
                facts.imageName(),
                facts.imageSha256(),
                facts.partition(),
                facts.offset(),
                null,
                now);
    }

    /** The bits of the rules under which a score is right, in the profile's order. */
    static int right(Score score, Profile profile) {
        int bits = 0;
        for (int rule = 0; rule < profile.rules().size(); rule++) {
            if (Boolean.TRUE.equals(score.getRules().get(profile.rules().get(rule)))) {
                bits |= 1 << rule;
            }
        }
        return bits;
    }

    private static Score score(
            Prediction prediction, ReferenceFacts facts, Status status, Judgement judgement, String reason, long now) {
        return new Score(
                prediction.getRun(),
                prediction.getItemId(),
                prediction.getModel(),
                prediction.getModelDigest(),
                prediction.getTask(),
                status,
                facts.label(),
                judgement.rules(),
                Map.of(),
                judgement.primaryRule(),
                judgement.parsed(),
                reason,
                facts.question(),
                facts.imageName(),
                facts.imageSha256(),
                facts.partition(),
                facts.offset(),
                prediction,
                now);
    }

    private static Truth truth(ReferenceFacts facts) {
        return new Truth(facts.label(), facts.options(), facts.synonyms());
    }

    private static Answer answer(Task task, Prediction prediction) {
        if (prediction.getRefused()) {
            return Answer.refused();
        }
        return switch (task.answers()) {
            case RANKING -> Answer.ranking(names(prediction.getRanking()));
            case TEXT, OPTION -> Answer.text(prediction.getText());
            case LIKELIHOODS -> Answer.likelihoods(names(prediction.getRanking()), names(byMean(prediction)));
        };
    }

    private static List<RankedClass> byMean(Prediction prediction) {
        if (prediction.getLikelihoods() == null) {
            throw new IllegalArgumentException("a class-likelihood prediction has no \"likelihoods\"");
        }
        return prediction.getLikelihoods().getByMean();
    }

    private static List<String> names(List<RankedClass> ranking) {
        List<String> names = new ArrayList<>(ranking.size());
        ranking.forEach(place -> names.add(place.getName()));
        return names;
    }

    private static Status status(Answer answer, Judgement judgement) {
        return switch (answer.status()) {
            case REFUSED -> Status.REFUSED;
            case FAILED -> Status.FAILED;
            case ANSWERED -> judgement.unparsed() ? Status.UNPARSED : Status.ANSWERED;
        };
    }
}
