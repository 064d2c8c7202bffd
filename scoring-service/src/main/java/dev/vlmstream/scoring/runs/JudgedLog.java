package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GradeMoments;
import dev.vlmstream.evaluation.statistics.ClusteredProportion;
import dev.vlmstream.scoring.index.Fingerprint;
import dev.vlmstream.scoring.index.RecordFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The judged items of one model: of which item, of which image, with which grade. Items are brought together in several passes
 * over the log, each with the items of some fingerprints, so that it takes the same memory however many there are.
 */
public final class JudgedLog {
    private static final int BYTES = 4 * Long.BYTES + Integer.BYTES;
    private static final int KEYS_OF_A_PASS = 150_000;
    private static final int NONE = -1;

    private final RecordFile log;
    private final ByteBuffer row = ByteBuffer.allocate(BYTES);
    private volatile long withImage;
    private volatile boolean graded;

    JudgedLog(RecordFile log) {
        this.log = log;
    }

    /** For one thread at a time. */
    void add(ScoreFacts score) {
        withImage = withImage + (score.image() == null ? 0 : 1);
        graded |= score.grade() != null;
        add(Fingerprint.of(score.item()), Fingerprint.of(score.image()), score.billionths());
    }

    /** An item without an image. For one thread at a time. */
    void add(String item, boolean right) {
        add(Fingerprint.of(item), Fingerprint.NONE, right ? GradeMoments.WHOLE : 0);
    }

    private void add(Fingerprint item, Fingerprint image, int grade) {
        log.append(row.clear()
                .putLong(item.high())
                .putLong(item.low())
                .putLong(image.high())
                .putLong(image.low())
                .putInt(grade)
                .flip());
    }

    /** How many items there are, and how many of them are right, of grades those from 0.5 on. */
    public CorrectCount rights() {
        long[] counts = new long[2];
        log.scan(at -> counts[CorrectCount.isRight(at.getInt(4 * Long.BYTES)) ? 1 : 0]++);
        return new CorrectCount(counts[0] + counts[1], counts[1]);
    }

    /** How many there are. */
    long size() {
        return log.records();
    }

    public void delete() {
        log.delete();
    }

    /** Items by image, one without an image being a cluster of its own; null where no two have one image. */
    @Nullable
    ClusteredProportion clustered() {
        if (withImage < 2) {
            return null;
        }
        ClusteredProportion sum = ClusteredProportion.NONE;
        int passes = passes(size());
        for (int pass = 0; pass < passes; pass++) {
            for (CorrectCount image : images(pass, passes).values()) {
                sum = sum.add(image);
            }
        }
        return sum.clusters() == sum.n() ? null : sum;
    }

    private Map<Fingerprint, CorrectCount> images(int pass, int passes) {
        Map<Fingerprint, CorrectCount> images = new HashMap<>();
        log.scan(at -> {
            Fingerprint item = new Fingerprint(at.getLong(), at.getLong());
            Fingerprint image = new Fingerprint(at.getLong(), at.getLong());
            Fingerprint cluster = image.equals(Fingerprint.NONE) ? item : image;
            if (isOf(cluster, pass, passes)) {
                images.merge(cluster, count(at.getInt()), CorrectCount::merge);
            }
        });
        return images;
    }

    private CorrectCount count(int grade) {
        return graded ? CorrectCount.NONE.addGrade(grade) : CorrectCount.NONE.add(CorrectCount.isRight(grade));
    }

    /** Whether the model's primary rule gives part credit. */
    public boolean isGraded() {
        return graded;
    }

    /**
     * Brings the same items of several models together.
     *
     * @param action is given the grades of each item, in billionths, by the place of the model, −1 where that has not
     *     judged it; it must not keep the array
     */
    public static void join(List<JudgedLog> models, Consumer<int[]> action) {
        int passes =
                passes(models.stream().mapToLong(JudgedLog::size).max().orElse(0) * Math.max(1, models.size() / 4));
        for (int pass = 0; pass < passes; pass++) {
            Map<Fingerprint, int[]> items = new HashMap<>();
            for (int model = 0; model < models.size(); model++) {
                gather(models, model, pass, passes, items);
            }
            items.values().forEach(action);
        }
    }

    private static void gather(List<JudgedLog> models, int model, int pass, int passes, Map<Fingerprint, int[]> items) {
        models.get(model).log.scan(at -> {
            Fingerprint item = new Fingerprint(at.getLong(), at.getLong());
            if (isOf(item, pass, passes)) {
                items.computeIfAbsent(item, i -> nobody(models.size()))[model] = at.getInt(4 * Long.BYTES);
            }
        });
    }

    private static int[] nobody(int models) {
        int[] grades = new int[models];
        Arrays.fill(grades, NONE);
        return grades;
    }

    private static int passes(long keys) {
        return (int) (keys / KEYS_OF_A_PASS + 1);
    }

    private static boolean isOf(Fingerprint fingerprint, int pass, int passes) {
        return Long.remainderUnsigned(fingerprint.high(), passes) == pass;
    }
}
