package dev.vlmstream.cli.export;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.export.FeatureIndex.FeatureRow;
import dev.vlmstream.cli.export.FeatureTopic.Selector;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.RunManifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes one kind of one model's features of a run to a file. The topic is read twice: to learn which rows there are, and
 * to write each row's values where they belong. So memory holds the rows' names, never their values.
 *
 * @param err where progress is shown
 */
public record FeatureExport(FeatureTopic topic, RunManifest manifest, PrintWriter err) {
    /**
     * @param kind image_embeds, last, …; null fails, saying what there is
     * @param model null: the only one that has such features
     * @param out the place, given the model
     * @return the files that are there now
     * @throws CommandFailure if there are no such features, or the format cannot hold them
     */
    public List<Path> write(
            FeatureFormat format,
            @Nullable String kind,
            @Nullable String model,
            Function<String, Path> out,
            boolean force)
            throws IOException {
        FeatureIndex index = index(kind, model);
        Path target = out.apply(index.model());
        try (FeatureFile file =
                switch (format) {
                    case NPY -> new NpyFile(index, target, force);
                    case SAFETENSORS -> new SafetensorsFile(index, target, force);
                    case PARQUET -> new ParquetFeatures(index, target, force);
                }) {
            copy(index, file);
            return file.finish();
        }
    }

    private FeatureIndex index(@Nullable String kind, @Nullable String model) {
        Map<String, String> labels = topic.labels(manifest.getRun());
        Map<String, FeatureRow> rows = new TreeMap<>();
        Selector choice = new Selector(manifest.getRun(), kind, model);
        Progress progress = new Progress(err, "looking through features");
        topic.each(
                manifest.getRun(),
                features -> {
                    String item = features.getQuestion().getItemId();
                    if (choice.takes(features) && !rows.containsKey(item)) {
                        rows.put(item, FeatureRow.of(features, labels.get(item)));
                    }
                },
                (done, total) -> progress.show(done, total, ""));
        progress.interrupt();
        return new FeatureIndex(
                manifest.getRun(),
                manifest.getTask(),
                choice.model(),
                kind,
                manifest.getSoftwareVersion(),
                classes(rows.values()),
                List.copyOf(rows.values()));
    }

    private List<String> classes(Collection<FeatureRow> rows) {
        Set<String> known = new HashSet<>(manifest.getClasses());
        TreeSet<String> others = new TreeSet<>();
        rows.stream()
                .map(FeatureRow::label)
                .filter(label -> label != null && !known.contains(label))
                .forEach(others::add);
        List<String> classes = new ArrayList<>(manifest.getClasses());
        classes.addAll(others);
        return classes;
    }

    private void copy(FeatureIndex index, FeatureFile file) {
        Map<String, Integer> places = index.places();
        Selector choice = new Selector(index.run(), index.kind(), index.model());
        Progress progress = new Progress(err, index.kind() + " of " + index.model());
        int[] written = {0};
        topic.each(
                index.run(),
                features -> {
                    Integer place = places.get(features.getQuestion().getItemId());
                    // An item that came after the first reading is left for the next export.
                    if (choice.takes(features) && place != null && put(file, place, features)) {
                        written[0]++;
                    }
                },
                (done, total) -> progress.show(written[0], index.rows().size(), ""));
        progress.finish(written[0], index.rows().size(), "");
    }

    private static boolean put(FeatureFile file, int place, Features features) {
        try {
            return file.put(place, features.getData());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files that features can be written to. */
    public enum FeatureFormat {
        NPY,
        PARQUET,
        SAFETENSORS;

        /** As on the command line, and as file names end. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
