package dev.vlmstream.cli.push;

import dev.vlmstream.cli.frequency.CountFile;
import dev.vlmstream.cli.offline.TextFile;
import dev.vlmstream.evaluation.run.RunSetting;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.ValueTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What {@code push} takes beside the settings of a run: which items, and how files are read. */
public final class PushSettings {
    static final RunSetting<Integer> LIMIT = RunSetting.of(
                    "limit", ValueTypes.whole(1), "Only the first N items of the drawn order.")
            .label("N")
            .notInManifest();

    static final RunSetting<String> FREQUENCY_COUNT = RunSetting.of(
                    "frequency-count",
                    ValueTypes.oneOf(CountFile.KINDS.toArray(String[]::new)),
                    "Which counts of the file that --frequency names: texts, occurrences or study.")
            .label("KIND")
            .byDefault("texts")
            .notInManifest();

    static final RunSetting<Map<String, String>> MAP = RunSetting.of(
                    "map",
                    ValueTypes.map(ValueTypes.text()),
                    "Which columns of the dataset hold what, where names differ: image, name (the image's), text, label,"
                            + " label_idx, answers, options, split, ocr_tokens, classname, id; as in"
                            + " label=fine_label,image=img, or image={image_id}.jpg where a column has only a part.")
            .label("FIELD=COLUMN")
            .commaSeparated()
            .byDefault(Map.of())
            .notInManifest();

    static final RunSetting<String> JOIN = RunSetting.of(
                    "join",
                    ValueTypes.text(),
                    "A file of JSON with more of each row of the dataset, such as its answers, found by the same id"
                            + " (question_id or id, or what --map id=COLUMN says).")
            .label("FILE")
            .notInManifest();

    static final RunSetting<String> TASKS = RunSetting.of(
                    "tasks", ValueTypes.text(), "Tasks of your own, DIR/NAME.yaml, which --task NAME finds.")
            .label("DIR")
            .byDefault("tasks")
            .notInManifest();

    static final RunSetting<Integer> SKIP_BAD = RunSetting.of(
                    "skip-bad",
                    ValueTypes.whole(0),
                    "Leave out and list up to N rows of the dataset that cannot be used.")
            .label("N")
            .byDefault(0)
            .notInManifest();

    static final RunSetting<Integer> SHUFFLE_BUFFER = RunSetting.of(
                    "shuffle-buffer",
                    ValueTypes.whole(1),
                    "Push in the dataset's own order, shuffled within a buffer of N items by the seed, so that images are read"
                            + " nearly one after another. The same items with the same choices as in the drawn order.")
            .label("N")
            .notInManifest();

    private static final List<RunSetting<?>> OWN =
            List.of(MAP, JOIN, SKIP_BAD, LIMIT, SHUFFLE_BUFFER, FREQUENCY_COUNT, TASKS);

    private PushSettings() {}

    /** Those that are options of {@code push}: all but the dataset, which is an argument, the
     * definition, which a file has, and what items there are, which push sees. */
    public static List<RunSetting<?>> options() {
        List<RunSetting<?>> options = new ArrayList<>(RunSettings.all());
        options.remove(RunSettings.DATASET);
        options.remove(RunSettings.DEFINITION);
        options.remove(RunSettings.ITEMS);
        options.remove(RunSettings.ITEMS_DIGEST);
        options.addAll(OWN);
        return List.copyOf(options);
    }

    /** @throws IllegalArgumentException if there is no such setting; suggests the nearest */
    static RunSetting<?> named(String key) {
        return find(key).orElseGet(() -> RunSettings.named(key, keys()));
    }

    /** Whether it is for push alone, and not for the run. */
    static boolean isOwn(RunSetting<?> setting) {
        return OWN.contains(setting);
    }

    static Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        OWN.forEach(setting -> keys.add(setting.key()));
        return keys;
    }

    private static Optional<RunSetting<?>> find(String key) {
        return OWN.stream()
                .filter(setting -> setting.key().equals(key.replace('_', '-')))
                .findFirst();
    }

    /** A judge's prompt is named by its file. */
    public static Map<String, Object> withPrompt(Map<String, Object> given, Path folder) {
        Map<String, Object> read = new LinkedHashMap<>(given);
        read.computeIfPresent(
                RunSettings.JUDGE_PROMPT.key(), (key, file) -> TextFile.read(folder.resolve(String.valueOf(file))));
        return read;
    }
}
