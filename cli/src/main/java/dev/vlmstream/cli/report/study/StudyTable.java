package dev.vlmstream.cli.report.study;

import dev.vlmstream.cli.report.results.PublishedValues.PublishedKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One table of the study: each of its subjects asked in each setting on each dataset, and along which sides these three lie.
 *
 * @param number as printed, {@code Table 1}
 * @param rows what names a row
 * @param columns what names a column
 * @param settings words by the setting's name in {@code published.json}, in order; those with the same words share a row or
 *     column
 * @param others settings in which models that the table does not print have rows of their own
 */
public record StudyTable(
        String number,
        String title,
        String note,
        List<Side> rows,
        List<Side> columns,
        List<Subject> subjects,
        Map<String, String> settings,
        List<String> datasets,
        List<String> others) {
    /** Stands in a model's published name for the dataset that it was trained on. */
    static final String DATASET = "{}";

    /** What rows and columns are. */
    public enum Side {
        MODEL,
        SETTING,
        DATASET
    }

    /**
     * @param label as the table calls it
     * @param model its published name, in which {@code {}} stands for the cell's dataset
     * @param settings in which it is asked here
     */
    public record Subject(String label, String model, List<String> settings) {}

    /** A place in the table. */
    public record Cell(String row, String column, PublishedKey key) {}

    /** All places, in the order of reading. */
    public List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Subject subject : subjects) {
            for (String setting : subject.settings()) {
                for (String dataset : datasets) {
                    String model = subject.model().replace(DATASET, dataset);
                    cells.add(cell(subject.label(), new PublishedKey(setting, model, dataset)));
                }
            }
        }
        return cells;
    }

    /** The places of what was measured: of a model that the table does not print a row of its own, or none. */
    List<Cell> cellsOf(PublishedKey key) {
        List<Cell> found =
                cells().stream().filter(cell -> cell.key().equals(key)).toList();
        boolean other = found.isEmpty() && others.contains(key.setting()) && datasets.contains(key.dataset());
        return other && !prints(key.model()) ? List.of(cell(key.model(), key)) : found;
    }

    private boolean prints(String model) {
        return subjects.stream().anyMatch(subject -> subject.model().equals(model));
    }

    private Cell cell(String label, PublishedKey key) {
        return new Cell(words(rows, label, key), words(columns, label, key), key);
    }

    private String words(List<Side> sides, String label, PublishedKey key) {
        Map<Side, String> words = Map.of(
                Side.MODEL, label,
                Side.SETTING, settings.get(key.setting()),
                Side.DATASET, key.dataset());
        return String.join(
                ", ",
                sides.stream().map(words::get).filter(word -> !word.isEmpty()).toList());
    }
}
