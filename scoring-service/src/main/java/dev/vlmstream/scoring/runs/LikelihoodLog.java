package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.statistics.CalibrationSweep;
import dev.vlmstream.evaluation.statistics.CalibrationSweep.Calibrated;
import dev.vlmstream.evaluation.statistics.MeanLikelihood;
import dev.vlmstream.scoring.index.RecordFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One model's class likelihoods in one run, on disk: calibration needs all images at once, twice. */
public final class LikelihoodLog {
    /** A sweep over many images takes long: the next is only made when the number of images has grown so much. */
    private static final int GROWTH = 20;

    private final RecordFile log;
    private long sweptRows;
    private List<String> sweptClasses = List.of();
    private @Nullable Calibrated swept;

    private record Likelihoods(String item, boolean rightByMean, String label, String group, float[] sums) {
        static Likelihoods of(ByteBuffer record) {
            boolean rightByMean = record.get() == 1;
            String item = text(record);
            String label = text(record);
            String group = text(record);
            FloatBuffer sums = record.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            float[] values = new float[sums.remaining()];
            sums.get(values);
            return new Likelihoods(item, rightByMean, label, group, values);
        }

        private static String text(ByteBuffer record) {
            byte[] utf8 = new byte[record.getInt()];
            record.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }
    }

    /**
     * Which items are right, in logs that are to be deleted.
     *
     * @param mean by the mean over the name's tokens
     * @param best calibrated, at the α that is best on these very items
     * @param crossFitted calibrated, each item at the α that is best on other items
     */
    public record Right(JudgedLog mean, int bestAlpha, JudgedLog best, JudgedLog crossFitted) {}

    LikelihoodLog(RecordFile log) {
        this.log = log;
    }

    /** Takes a score's likelihoods in, if it has any. */
    void add(ScoreFacts score) {
        if (score.likelihoods() == null || score.label() == null) {
            return;
        }
        byte[] item = utf8(score.item());
        byte[] label = utf8(score.label());
        byte[] group = score.image() == null ? item : utf8(score.image());
        ByteBuffer sums = score.likelihoods().duplicate();
        int texts = 3 * Integer.BYTES + item.length + label.length + group.length;
        ByteBuffer row = ByteBuffer.allocate(1 + texts + sums.remaining());
        row.put((byte) (score.rightByMean() ? 1 : 0));
        for (byte[] text : new byte[][] {item, label, group}) {
            row.putInt(text.length).put(text);
        }
        log.append(row.put(sums).flip());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    void delete() {
        log.delete();
    }

    /**
     * The sweep over the images so far; while a run is running it may lag behind by a few images in a hundred.
     *
     * @param complete true if it may not
     * @return empty if no image has a value for each class: in a run whose items offer labels of their own there is no
     *     common mean
     */
    public synchronized Optional<Calibrated> sweep(List<String> classes, boolean complete) {
        long rows = log.records();
        boolean due = rows - sweptRows > (complete ? 0 : sweptRows / GROWTH) || !classes.equals(sweptClasses);
        if (due) {
            swept = new Fitting(classes, rows)
                    .sweep()
                    .map(CalibrationSweep::result)
                    .orElse(null);
            sweptRows = rows;
            sweptClasses = classes;
        }
        return Optional.ofNullable(swept);
    }

    /** Item by item, over the images so far; empty as for {@link #sweep}. */
    public synchronized Optional<Right> right(List<String> classes, Supplier<RecordFile> logs) {
        Fitting fitting = new Fitting(classes, log.records());
        return fitting.sweep().map(sweep -> right(fitting, sweep, logs));
    }

    private static Right right(Fitting fitting, CalibrationSweep sweep, Supplier<RecordFile> logs) {
        Calibrated calibrated = sweep.result();
        int alpha = calibrated.best().alpha();
        Right right = new Right(new JudgedLog(logs.get()), alpha, new JudgedLog(logs.get()), new JudgedLog(logs.get()));
        fitting.forEach(row -> {
            int label = fitting.label(row);
            right.mean().add(row.item(), row.rightByMean());
            right.best().add(row.item(), sweep.isFirst(row.sums(), label, alpha));
            right.crossFitted()
                    .add(row.item(), sweep.isFirst(row.sums(), label, calibrated.crossFittedAlpha(row.group())));
        });
        return right;
    }

    /** The rows that have a value for each class, of those that were there first: every pass sees the same. */
    private final class Fitting {
        private final Map<String, Integer> indices = new HashMap<>();
        private final int classes;
        private final long rows;
        private long seen;

        Fitting(List<String> classes, long rows) {
            this.classes = classes.size();
            this.rows = rows;
            for (int i = 0; i < classes.size(); i++) {
                indices.putIfAbsent(classes.get(i), i);
            }
        }

        int label(Likelihoods row) {
            return indices.get(row.label());
        }

        void forEach(Consumer<Likelihoods> action) {
            seen = 0;
            log.scan(record -> {
                if (seen++ < rows) {
                    Likelihoods row = Likelihoods.of(record);
                    if (row.sums().length == classes && indices.containsKey(row.label())) {
                        action.accept(row);
                    }
                }
            });
        }

        Optional<CalibrationSweep> sweep() {
            MeanLikelihood mean = new MeanLikelihood(classes);
            long[] fitting = {0};
            forEach(row -> {
                mean.add(row.sums());
                fitting[0]++;
            });
            if (fitting[0] == 0) {
                return Optional.empty();
            }
            CalibrationSweep sweep = new CalibrationSweep(mean.mean());
            forEach(row -> sweep.add(row.sums(), label(row), row.group()));
            return Optional.of(sweep);
        }
    }
}
