package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.metrics.ClassMentions;
import dev.vlmstream.evaluation.metrics.Confusion;
import dev.vlmstream.rest.items.AnswerCount;
import dev.vlmstream.rest.items.ConfusionMatrix;
import dev.vlmstream.rest.items.ConfusionRow;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.index.RecordFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which class each model answered for which, in one run, and what it said where that is none. Each score with a label is a
 * line of a file; lines are counted on request, those of pairs one range of labels after the other.
 */
final class ConfusionLog {
    /** The tasks whose answers in words are names of classes. */
    private static final Set<String> NAMING = Set.of(Task.OPEN_WORLD.id(), Task.CLOSED_WORLD.id());

    /** More different right answers than this are no classes, and not counted. */
    private static final int MOST_LABELS = 65_536;

    private static final Comparator<AnswerCount> OFTEN_FIRST = Comparator.comparingLong(AnswerCount::count)
            .reversed()
            .thenComparing(answer -> answer.said() == null ? "" : answer.said());

    private static final int MOST_EARLY = 10_000;
    private static final int LINES_OF_A_PASS = 200_000;
    private static final int NOTHING = -1;
    /** An answer that was not looked for classes, or none at all. */
    private static final int UNREAD = Integer.MIN_VALUE;

    /** Different texts without a class that are told apart; further ones are one answer. */
    private static final int MOST_TEXTS = 10_000;

    private static final int LONGEST_TEXT = 80;

    private final Supplier<RecordFile> logs;
    private final Map<String, RecordFile> byModel = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> textNumbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    /** Scores that were read before the run's manifest. */
    private final List<ScoreFacts> early = new ArrayList<>();

    private List<String> classes = List.of();
    private @Nullable ClassMentions mentions;

    /** @param answer a class by its number, below 0 a text by the number {@link #NOTHING} − 1 − {@code answer}, or a constant */
    private record Line(int label, int answer, ByteBuffer item) {
        static Line of(ByteBuffer record) {
            return new Line(record.getInt(), record.getInt(), record);
        }

        boolean isRead() {
            return answer != UNREAD;
        }

        /** The class that was answered. */
        int said() {
            return Math.max(NOTHING, answer);
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
        if (score.label() == null) {
            return;
        }
        boolean answered = score.status() == Status.ANSWERED;
        if (answered && score.first() != null) {
            log(score, number(score.first()));
        } else if (answered && score.text() != null && score.parsed() != null) {
            log(score, number(score.parsed()));
        } else if (answered && score.text() != null && NAMING.contains(score.task())) {
            countOrKeep(score);
        } else {
            log(score, UNREAD);
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
        log(score, found.isPresent() ? number(classes.get(found.getAsInt())) : textNumber(score.text()));
    }

    private void log(ScoreFacts score, int answer) {
        int label = number(score.label());
        if (label != NOTHING) {
            byte[] item = score.item().getBytes(StandardCharsets.UTF_8);
            byModel.computeIfAbsent(score.model(), m -> logs.get())
                    .append(ByteBuffer.allocate(2 * Integer.BYTES + item.length)
                            .putInt(label)
                            .putInt(answer)
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

    private int textNumber(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        String begins = line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
        Integer known = textNumbers.get(begins);
        if (known == null && texts.size() == MOST_TEXTS) {
            return NOTHING;
        }
        if (known == null) {
            texts.add(begins);
            known = texts.size() - 1;
            textNumbers.put(begins, known);
        }
        return NOTHING - 1 - known;
    }

    private synchronized @Nullable RecordFile log(String model) {
        return byModel.get(model);
    }

    private synchronized @Nullable String name(int number) {
        return number < 0 ? null : names.get(number);
    }

    private synchronized @Nullable String text(int answer) {
        return answer == NOTHING ? null : answer < 0 ? texts.get(NOTHING - 1 - answer) : names.get(answer);
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

    /** What a model answered, most often first. */
    List<AnswerCount> answers(String model, int most) {
        RecordFile log = log(model);
        if (log == null) {
            return List.of();
        }
        Map<Integer, Said> counts = new HashMap<>();
        int[] shown = new int[MOST_LABELS];
        log.scan(record -> {
            Line line = Line.of(record);
            if (line.isRead()) {
                shown[line.label()]++;
                counts.computeIfAbsent(line.answer(), answer -> new Said(line.itemId()))
                        .add(line.answer() == line.label());
            }
        });
        return counts.entrySet().stream()
                .map(said -> {
                    int answer = said.getKey();
                    Said of = said.getValue();
                    return new AnswerCount(
                            text(answer), answer >= 0, of.count, of.right, answer < 0 ? 0 : shown[answer], of.example);
                })
                .sorted(OFTEN_FIRST)
                .limit(most)
                .toList();
    }

    private static final class Said {
        private final String example;
        private long count;
        private long right;

        Said(String example) {
            this.example = example;
        }

        void add(boolean isRight) {
            count++;
            right += isRight ? 1 : 0;
        }
    }

    /**
     * Which class was answered for which.
     *
     * @param near only the classes that are grouped with this one; null: all
     */
    ConfusionMatrix matrix(String model, @Nullable String near) {
        RecordFile log = log(model);
        ConfusionTable table = new ConfusionTable();
        if (log != null) {
            log.scan(record -> {
                Line line = Line.of(record);
                if (line.isRead()) {
                    table.add(line.label(), line.said());
                }
            });
        }
        int wanted = near == null ? NOTHING : number(near, NOTHING);
        List<List<Integer>> groups = near == null ? table.groups() : table.near(wanted);
        return new ConfusionMatrix(
                model,
                near,
                groups.stream()
                        .map(group -> group.stream().map(this::name).toList())
                        .toList(),
                table.right(groups),
                table.counts(groups));
    }

    /**
     * The items whose label is this, or about which this was answered.
     *
     * @param models whose lines are looked through
     * @param label null: any
     * @param said a class; empty: an answer that names none; null: any
     */
    Set<String> items(Collection<String> models, @Nullable String label, @Nullable String said) {
        Set<String> items = new HashSet<>();
        int wanted = label == null ? NOTHING : number(label, UNREAD);
        int answered = said == null || said.isEmpty() ? NOTHING : number(said, UNREAD);
        for (String model : models) {
            RecordFile log = log(model);
            if (log != null) {
                log.scan(record -> {
                    Line line = Line.of(record);
                    boolean isSaid = said == null || line.isRead() && line.said() == answered;
                    if (isSaid && (label == null || line.label() == wanted)) {
                        items.add(line.itemId());
                    }
                });
            }
        }
        return items;
    }

    private static int[] shown(RecordFile log) {
        int[] shown = new int[MOST_LABELS];
        log.scan(record -> {
            Line line = Line.of(record);
            if (line.isRead()) {
                shown[line.label()]++;
            }
        });
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
            if (line.isRead() && line.label() >= from && line.label() < to) {
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
                if (line.isRead()) {
                    examples.computeIfPresent(
                            pair(line.label(), line.said()), (pair, known) -> known.isEmpty() ? line.itemId() : known);
                }
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
