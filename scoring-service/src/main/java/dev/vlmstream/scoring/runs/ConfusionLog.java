package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.metrics.ClassMentions;
import dev.vlmstream.evaluation.metrics.Confusion;
import dev.vlmstream.rest.items.ConfusionRow;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.index.RecordFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which class each model answered for which, in one run. Each score is a line of a file; lines are counted on request, one
 * range of labels after the other.
 */
final class ConfusionLog {
    /** The tasks whose answers in words are names of classes. */
    private static final Set<String> NAMING = Set.of(Task.OPEN_WORLD.id(), Task.CLOSED_WORLD.id());

    /** More different right answers than this are no classes, and not counted. */
    private static final int MOST_LABELS = 65_536;

    private static final int MOST_EARLY = 10_000;
    private static final int LINES_OF_A_PASS = 200_000;
    private static final int NOTHING = -1;

    private final Supplier<RecordFile> logs;
    private final Map<String, RecordFile> byModel = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    /** Scores that were read before the run's manifest. */
    private final List<ScoreFacts> early = new ArrayList<>();

    private List<String> classes = List.of();
    private @Nullable ClassMentions mentions;

    private record Line(int label, int answer, ByteBuffer item) {
        static Line of(ByteBuffer record) {
            return new Line(record.getInt(), record.getInt(), record);
        }

        String itemId() {
            return StandardCharsets.UTF_8.decode(item).toString();
        }
    }

    ConfusionLog(Supplier<RecordFile> logs) {
        this.logs = logs;
    }

    synchronized void classes(List<String> of) {
        if (!of.equals(classes)) {
            classes = List.copyOf(of);
            mentions = new ClassMentions(classes);
            early.forEach(this::countText);
            early.clear();
        }
    }

    synchronized void add(ScoreFacts score) {
        if (score.status() != Status.ANSWERED || score.label() == null) {
            return;
        }
        if (score.first() != null) {
            log(score, score.first());
        } else if (score.text() != null && score.parsed() != null) {
            log(score, score.parsed());
        } else if (score.text() != null && NAMING.contains(score.task())) {
            countOrKeep(score);
        }
    }

    private void countOrKeep(ScoreFacts score) {
        if (mentions != null) {
            countText(score);
        } else if (early.size() < MOST_EARLY) {
            early.add(score);
        }
    }

    private void countText(ScoreFacts score) {
        var found = mentions.find(score.text());
        log(score, found.isPresent() ? classes.get(found.getAsInt()) : null);
    }

    private void log(ScoreFacts score, @Nullable String answer) {
        int label = number(score.label());
        if (label != NOTHING) {
            byte[] item = score.item().getBytes(StandardCharsets.UTF_8);
            byModel.computeIfAbsent(score.model(), m -> logs.get())
                    .append(ByteBuffer.allocate(2 * Integer.BYTES + item.length)
                            .putInt(label)
                            .putInt(answer == null ? NOTHING : number(answer))
                            .put(item)
                            .flip());
        }
    }

    private int number(String name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        if (names.size() == MOST_LABELS) {
            return NOTHING;
        }
        names.add(name);
        numbers.put(name, names.size() - 1);
        return names.size() - 1;
    }

    private synchronized @Nullable RecordFile log(String model) {
        return byModel.get(model);
    }

    private synchronized @Nullable String name(int number) {
        return number == NOTHING ? null : names.get(number);
    }

    private synchronized int number(String label, int otherwise) {
        return numbers.getOrDefault(label, otherwise);
    }

    /** The pairs that a model confused most often. */
    List<ConfusionRow> top(String model, int most) {
        RecordFile log = log(model);
        List<Confusion> top = new ArrayList<>();
        if (log != null) {
            int[] shown = shown(log);
            for (int from = 0; from < shown.length; ) {
                int to = endOfPass(shown, from);
                top.addAll(counter(log, from, to).top(most));
                from = to;
            }
        }
        top.sort(Confusion.OFTEN_FIRST);
        return rows(log, top.subList(0, Math.min(most, top.size())));
    }

    /** What a model answered for one class, the right answer included. */
    List<ConfusionRow> of(String model, String label) {
        RecordFile log = log(model);
        int number = number(label, NOTHING);
        return log == null || number == NOTHING
                ? List.of()
                : rows(log, counter(log, number, number + 1).of(label));
    }

    private static int[] shown(RecordFile log) {
        int[] shown = new int[MOST_LABELS];
        log.scan(record -> shown[record.getInt()]++);
        return shown;
    }

    private static int endOfPass(int[] shown, int from) {
        int to = from + 1;
        for (long lines = shown[from]; to < shown.length && lines + shown[to] <= LINES_OF_A_PASS; to++) {
            lines += shown[to];
        }
        return to;
    }

    private Confusion.Counter counter(RecordFile log, int from, int to) {
        Confusion.Counter counter = new Confusion.Counter();
        log.scan(record -> {
            Line line = Line.of(record);
            if (line.label() >= from && line.label() < to) {
                counter.add(name(line.label()), name(line.answer()));
            }
        });
        return counter;
    }

    private List<ConfusionRow> rows(@Nullable RecordFile log, List<Confusion> confusions) {
        Map<Long, String> examples = new HashMap<>();
        confusions.forEach(row -> examples.put(pair(row), ""));
        if (!confusions.isEmpty()) {
            log.scan(record -> {
                Line line = Line.of(record);
                examples.computeIfPresent(
                        pair(line.label(), line.answer()), (pair, known) -> known.isEmpty() ? line.itemId() : known);
            });
        }
        return confusions.stream().map(row -> row(row, examples.get(pair(row)))).toList();
    }

    private static ConfusionRow row(Confusion confusion, String example) {
        return new ConfusionRow(
                confusion.label(), confusion.predicted(), confusion.count(), confusion.shown(), example);
    }

    private long pair(Confusion row) {
        return pair(number(row.label(), NOTHING), row.predicted() == null ? NOTHING : number(row.predicted(), NOTHING));
    }

    private static long pair(int label, int answer) {
        return (long) label << Integer.SIZE | answer & 0xffff_ffffL;
    }

    synchronized void delete() {
        byModel.values().forEach(RecordFile::delete);
    }
}
