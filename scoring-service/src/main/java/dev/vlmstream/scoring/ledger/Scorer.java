package dev.vlmstream.scoring.ledger;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.Judgement;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.judging.Truth;
import dev.vlmstream.evaluation.metrics.GradeMoments;
import dev.vlmstream.evaluation.rules.Judge;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a prediction and its reference into a score, with the library's judge. */
final class Scorer {
    private Scorer() {}

    /**
     * The ids of the rules that judge an item, the primary one first; empty for an unknown task.
     *
     * @param facts {@link ReferenceFacts#NONE} as long as there is no reference: then none of its rules are known
     */
    static List<String> rules(String task, ReferenceFacts facts) {
        ReferenceFacts.RuleInputs inputs = facts.ruleInputs();
        Set<String> brought = Truth.brought(facts.names().keySet(), inputs.guess());
        try {
            return Rules.of(Task.of(task), inputs.task(), brought).stream()
                    .map(Rule::id)
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** Whether right answers are few, so that it is worth counting by right answer. */
    private static boolean hasClasses(ReferenceFacts facts) {
        try {
            TaskDefinition task = facts.ruleInputs().task();
            return task == null || task.answer().hasClasses();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** @param facts as for {@link #rules} */
    static OutcomeProfile profile(Prediction prediction, ReferenceFacts facts) {
        return profile(
                prediction.getModel(), prediction.getModelDigest(), prediction.getDtype(), prediction.getTask(), facts);
    }

    /** As {@link #profile(Prediction, ReferenceFacts)}, of a model that gave no prediction. */
    static OutcomeProfile profile(String model, String task, ReferenceFacts facts) {
        return profile(model, "", "", task, facts);
    }

    private static OutcomeProfile profile(
            String model, String digest, String dtype, String task, ReferenceFacts facts) {
        return new OutcomeProfile(model, digest, dtype, task, rules(task, facts), hasClasses(facts));
    }

    /** What cannot be judged has failed, with the reason; so has what takes more of the stack than a thread has. */
    static Score score(Prediction prediction, ReferenceFacts facts, long now) {
        try {
            Task task = Task.of(prediction.getTask());
            Answer answer = answer(task, prediction);
            Judgement judgement = Judge.judge(task, answer, truth(facts));
            return score(prediction, facts, status(answer, judgement), judgement, null, now);
        } catch (RuntimeException | StackOverflowError e) {
            Judgement none = new Judgement(false, null, Map.of(), null);
            return score(prediction, facts, Status.FAILED, none, "cannot be judged: " + reason(e), now);
        }
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** The score of an item that has no prediction. */
    static Score failure(
            String run, String item, OutcomeProfile profile, ReferenceFacts facts, String reason, long now) {
        return of(facts, now)
                .setRun(run)
                .setItemId(item)
                .setModel(profile.model())
                .setModelDigest(profile.digest())
                .setTask(profile.task())
                .setStatus(Status.FAILED)
                .setRules(Map.of())
                .setGrades(Map.of())
                .setPrimaryRule(profile.primaryRule())
                .setReason(reason)
                .build();
    }

    /** The bits of the rules under which a score is right, in the profile's order. */
    static int right(Score score, OutcomeProfile profile) {
        int bits = 0;
        for (int rule = 0; rule < profile.rules().size(); rule++) {
            if (Boolean.TRUE.equals(score.getRules().get(profile.rules().get(rule)))) {
                bits |= 1 << rule;
            }
        }
        return bits;
    }

    /** The grades of the rules with part credit, in the profile's order, in billionths; none where nothing was judged. */
    static List<Integer> grades(Score score, OutcomeProfile profile) {
        if (score.getGrades().isEmpty()) {
            return List.of();
        }
        List<Integer> grades = new ArrayList<>(2);
        for (int rule = 0; rule < profile.rules().size(); rule++) {
            if (profile.isGraded(rule)) {
                grades.add(GradeMoments.billionths(
                        score.getGrades().get(profile.rules().get(rule))));
            }
        }
        return grades;
    }

    private static Score score(
            Prediction prediction,
            ReferenceFacts facts,
            Status status,
            Judgement judgement,
            @Nullable String reason,
            long now) {
        return of(facts, now)
                .setRun(prediction.getRun())
                .setItemId(prediction.getItemId())
                .setModel(prediction.getModel())
                .setModelDigest(prediction.getModelDigest())
                .setTask(prediction.getTask())
                .setStatus(status)
                .setRules(judgement.rules())
                .setGrades(judgement.grades())
                .setPrimaryRule(judgement.primaryRule())
                .setParsed(judgement.parsed())
                .setReason(reason)
                .setPrediction(prediction)
                .build();
    }

    /** What a score takes from the reference of its item. */
    private static Score.Builder of(ReferenceFacts facts, long now) {
        return Score.newBuilder()
                .setLabel(facts.label())
                .setAnswers(facts.ruleInputs().answers())
                .setQuestion(facts.question())
                .setImageName(facts.imageName())
                .setImageSha256(facts.imageSha256())
                .setReferencePartition(facts.partition())
                .setReferenceOffset(facts.offset())
                .setScoredAt(now)
                .setCategory(facts.membership().category())
                .setGroup(facts.membership().group())
                .setGrouping(facts.membership().grouping())
                .setGroupSize(facts.membership().groupSize());
    }

    private static Truth truth(ReferenceFacts facts) {
        ReferenceFacts.RuleInputs inputs = facts.ruleInputs();
        return new Truth(
                facts.label(), facts.options(), facts.names(), inputs.answers(), inputs.task(), inputs.guess());
    }

    private static Answer answer(Task task, Prediction prediction) {
        if (prediction.getRefused()) {
            return Answer.refused();
        }
        return switch (task.answers()) {
            case RANKING -> Answer.ranking(names(prediction.getRanking()));
            case TEXT, OPTION, BENCHMARK -> Answer.text(prediction.getText());
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
