package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.evaluation.statistics.PairedGrades;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How often each two of some models, and all of them, were right and wrong together, counted in one go. */
public final class PairMatrix {
    private static final int OUTCOMES = 2;

    private final List<ComparedModel> models;

    /** By first model, second model, and the judgements of both: 2 · first + second. */
    private final long[][][] counts;

    private final PairedGrades[][] grades;

    /** By how many of the models that have judged answers got it right, of the items that all of these judged. */
    private long[] rightBy = {};

    private final boolean[] judged;

    /** By model: the items that it alone got right, and those that it alone got wrong. */
    private final long[][] alone;

    private PairMatrix(List<ComparedModel> models) {
        this.models = models;
        counts = new long[models.size()][models.size()][OUTCOMES * OUTCOMES];
        grades = new PairedGrades[models.size()][models.size()];
        for (PairedGrades[] row : grades) {
            Arrays.fill(row, PairedGrades.NONE);
        }
        alone = new long[models.size()][OUTCOMES];
        judged = new boolean[models.size()];
    }

    public static PairMatrix of(List<ComparedModel> models) {
        PairMatrix table = new PairMatrix(models);
        List<JudgedLog> logs = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int model = 0; model < models.size(); model++) {
            int place = model;
            models.get(model)
                    .run()
                    .judgedLog(models.get(model).model())
                    .filter(log -> log.size() > 0)
                    .ifPresent(log -> {
                        logs.add(log);
                        places.add(place);
                    });
        }
        places.forEach(model -> table.judged[model] = true);
        int[] place = places.stream().mapToInt(Integer::intValue).toArray();
        table.rightBy = new long[place.length + 1];
        JudgedLog.join(logs, grades -> table.add(grades, place));
        return table;
    }

    private void add(int[] judged, int[] place) {
        addAll(judged, place);
        for (int i = 0; i < judged.length; i++) {
            for (int j = i + 1; j < judged.length && judged[i] >= 0; j++) {
                if (judged[j] >= 0) {
                    counts[place[i]][place[j]][OUTCOMES * right(judged[i]) + right(judged[j])]++;
                    grades[place[i]][place[j]] = grades[place[i]][place[j]].add(judged[i], judged[j]);
                }
            }
        }
    }

    private void addAll(int[] judged, int[] place) {
        if (Arrays.stream(judged).anyMatch(grade -> grade < 0)) {
            return;
        }
        int right = Arrays.stream(judged).map(PairMatrix::right).sum();
        rightBy[right]++;
        for (int outcome = 0; outcome < OUTCOMES && judged.length > 1; outcome++) {
            boolean isAlone = right == (outcome == 1 ? 1 : judged.length - 1);
            for (int i = 0; i < judged.length && isAlone; i++) {
                if (right(judged[i]) == outcome) {
                    alone[place[i]][outcome]++;
                }
            }
        }
    }

    private static int right(int grade) {
        return CorrectCount.isRight(grade) ? 1 : 0;
    }

    public List<ComparedModel> models() {
        return models;
    }

    /** Of the items that all models with judged answers have judged: how many none, one, two … of them got right. */
    public List<Long> rightBy() {
        return Arrays.stream(rightBy).boxed().toList();
    }

    /** Whether a model has judged answers. */
    public boolean isJudged(int model) {
        return judged[model];
    }

    /** How many of these items a model alone got right. */
    public long onlyRight(int model) {
        return alone[model][1];
    }

    /** How many of these items a model alone got wrong. */
    public long onlyWrong(int model) {
        return alone[model][0];
    }

    /** @param second behind {@code first} in the list of models */
    public PairedGrades grades(int first, int second) {
        return grades[first][second];
    }

    /** @param second behind {@code first} in the list of models */
    public PairedCounts counts(int first, int second) {
        long[] of = counts[first][second];
        return new PairedCounts(of[3], of[2], of[1], of[0]);
    }

    /** One of two models that are compared; their runs are the same, or of one dataset, whose items have the same ids. */
    public record ComparedModel(RunView run, String model) {
        /** Whether something was chosen on the items judged, so that the model's number is too high. */
        public boolean isOptimistic() {
            return run.isOptimistic(model);
        }

        /** Whether the model's primary rule gives part credit. */
        public boolean isGraded() {
            return run.judgedLog(model).filter(JudgedLog::isGraded).isPresent();
        }
    }
}
