package dev.vlmstream.scoring.view;

import dev.vlmstream.evaluation.likelihood.Calibrated;
import dev.vlmstream.evaluation.likelihood.CalibrationSweep;
import dev.vlmstream.evaluation.likelihood.MeanLikelihood;
import dev.vlmstream.schemas.ClassLikelihoods;
import dev.vlmstream.schemas.Score;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One model's class likelihoods in one run: calibration needs all images at once. They are kept as they came, 4 bytes an
 * image and class; at more than {@link #MOST_BYTES} no further ones are taken in, and the sweep says over how many images
 * it goes.
 */
final class LikelihoodBook {
    /** 50,000 images × 1,000 classes fit. */
    static final long MOST_BYTES = 256L << 20;

    /** A sweep over many images takes long: the next is only made when the number of images has grown so much. */
    private static final int GROWTH = 20;

    private final List<Row> rows = new ArrayList<>();
    private long bytes;
    private int sweptRows;
    private List<String> sweptClasses = List.of();
    private Calibrated swept;

    private record Row(String item, byte[] sums, boolean rightByMean, String label, String group) {}

    /**
     * Which items are right, by item.
     *
     * @param mean by the mean over the name's tokens
     * @param best calibrated, at the α that is best on these very items
     * @param crossFitted calibrated, each item at the α that is best on other items
     */
    record Right(
            Map<String, Boolean> mean, int bestAlpha, Map<String, Boolean> best, Map<String, Boolean> crossFitted) {}

    /** Takes a score's likelihoods in, if it has any. */
    synchronized void add(Score score) {
        if (score.getPrediction() == null
                || score.getPrediction().getLikelihoods() == null
                || score.getLabel() == null) {
            return;
        }
        ClassLikelihoods likelihoods = score.getPrediction().getLikelihoods();
        byte[] sums = new byte[likelihoods.getSums().remaining()];
        likelihoods.getSums().duplicate().get(sums);
        if (bytes + sums.length <= MOST_BYTES) {
            String group = score.getImageSha256() == null ? score.getItemId() : score.getImageSha256();
            boolean byMean = Boolean.TRUE.equals(score.getRules().get("likelihood-mean"));
            rows.add(new Row(score.getItemId(), sums, byMean, score.getLabel(), group));
            bytes += sums.length;
        }
    }

    /**
     * The sweep over the images so far; while a run goes on it may lag behind by a few images in a hundred.
     *
     * @param complete true if it may not
     * @return empty if no image has a value for each class: in a run whose items offer labels of their own there is no
     *     common mean
     */
    synchronized Optional<Calibrated> sweep(List<String> classes, boolean complete) {
        boolean due = rows.size() - sweptRows > (complete ? 0 : sweptRows / GROWTH) || !classes.equals(sweptClasses);
        if (due) {
            swept = compute(classes);
            sweptRows = rows.size();
            sweptClasses = classes;
        }
        return Optional.ofNullable(swept);
    }

    /** Item by item, over the images so far; empty as for {@link #sweep}. */
    synchronized Optional<Right> right(List<String> classes) {
        Map<String, Integer> indices = indices(classes);
        List<Row> fitting = fitting(classes, indices);
        if (fitting.isEmpty()) {
            return Optional.empty();
        }
        CalibrationSweep sweep = sweepOver(fitting, classes.size(), indices);
        Calibrated calibrated = sweep.result();
        int alpha = calibrated.best().alpha();
        Right right = new Right(new HashMap<>(), alpha, new HashMap<>(), new HashMap<>());
        for (Row row : fitting) {
            float[] sums = floats(row);
            int label = indices.get(row.label());
            right.mean().put(row.item(), row.rightByMean());
            right.best().put(row.item(), sweep.isFirst(sums, label, alpha));
            right.crossFitted().put(row.item(), sweep.isFirst(sums, label, calibrated.crossFittedAlpha(row.group())));
        }
        return Optional.of(right);
    }

    private Calibrated compute(List<String> classes) {
        Map<String, Integer> indices = indices(classes);
        List<Row> fitting = fitting(classes, indices);
        return fitting.isEmpty()
                ? null
                : sweepOver(fitting, classes.size(), indices).result();
    }

    private static Map<String, Integer> indices(List<String> classes) {
        Map<String, Integer> indices = new HashMap<>();
        for (int i = 0; i < classes.size(); i++) {
            indices.putIfAbsent(classes.get(i), i);
        }
        return indices;
    }

    private List<Row> fitting(List<String> classes, Map<String, Integer> indices) {
        return rows.stream()
                .filter(row -> row.sums().length == classes.size() * Float.BYTES)
                .filter(row -> indices.containsKey(row.label()))
                .toList();
    }

    private static CalibrationSweep sweepOver(List<Row> rows, int classes, Map<String, Integer> indices) {
        MeanLikelihood mean = new MeanLikelihood(classes);
        rows.forEach(row -> mean.add(floats(row)));
        CalibrationSweep sweep = new CalibrationSweep(mean.mean());
        rows.forEach(row -> sweep.add(floats(row), indices.get(row.label()), row.group()));
        return sweep;
    }

    private static float[] floats(Row row) {
        float[] values = new float[row.sums().length / Float.BYTES];
        ByteBuffer.wrap(row.sums())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
