package dev.vlmstream.cli.push;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.LeftOut;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.datasets.image.ImageData;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.items.RunDataset;
import dev.vlmstream.preprocessing.ImageDecoder;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of a dataset becomes items, what does not and why, and which images of those that do are damaged. It changes nothing of
 * what is pushed: a damaged image is an item, and counts as failed.
 */
public final class Audit {
    private static final String NO_CLASS = "(no class)";

    private final PushRequest request;
    private final Dataset dataset;
    private final List<LeftOut> damaged;
    private final Outcome copies = new Outcome();
    private final Outcome elsewhere = new Outcome();
    private final Outcome outside = new Outcome();
    private final List<DatasetItem> pushed;

    /** How often something was found that deserves a remark, and where first. */
    private static final class Outcome {
        private long count;
        private String first = "";

        void add(String one) {
            first = count++ == 0 ? one : first;
        }
    }

    /**
     * Reads a dataset, whatever of it is unusable, and decodes each image.
     *
     * @throws DatasetException if it cannot be read at all
     */
    public Audit(PushRequest request, Progress progress) throws DatasetException {
        this.request = request;
        this.dataset = RunPlan.read(request, Integer.MAX_VALUE);
        Map<List<Object>, LeftOut> broken = new LinkedHashMap<>();
        Map<String, DatasetItem> byBytes = new HashMap<>();
        Path folder = ImagePacker.real(request.folder());
        int done = 0;
        for (DatasetItem item : dataset.items()) {
            ImageData image = item.image();
            if (image != null) {
                problem(image, item, byBytes)
                        .ifPresent(reason -> broken.merge(
                                List.of(className(item.label()), reason),
                                new LeftOut(item.label(), reason, 1, false, String.valueOf(item.imageName())),
                                LeftOut::and));
                image.file()
                        .filter(file -> Files.isSymbolicLink(file)
                                && !ImagePacker.real(file).startsWith(folder))
                        .ifPresent(file -> outside.add(item.imageName() + " → " + ImagePacker.real(file)));
            }
            progress.show(++done, dataset.items().size(), "");
        }
        progress.finish(done, dataset.items().size(), "");
        this.damaged = List.copyOf(broken.values());
        this.pushed =
                RunDataset.draw(
                                request.spec().with(RunSettings.TASK, Task.OPEN_WORLD),
                                dataset,
                                request.limit().orElse(null))
                        .stream()
                        .map(drawn -> drawn.line())
                        .toList();
    }

    /** Why its image will not be decoded. */
    private Optional<String> problem(ImageData image, DatasetItem item, Map<String, DatasetItem> byBytes) {
        try {
            byte[] bytes = image.bytes();
            ImageDecoder.decode(bytes, String.valueOf(item.imageName()), ImageLimits.DEFAULT);
            DatasetItem same = byBytes.putIfAbsent(Digest.of(bytes), item);
            if (same != null && !String.valueOf(same.imageName()).equals(item.imageName())) {
                boolean ofClass = className(same.label()).equals(className(item.label()));
                (ofClass ? copies : elsewhere).add(item.imageName() + " = " + same.imageName());
            }
            return Optional.empty();
        } catch (ImageException e) {
            // What follows the first colon or bracket is about this one alone.
            return Optional.of(e.reason().replaceFirst("(?s)(: | \\().*", ""));
        } catch (IOException e) {
            return Optional.of("cannot be read");
        }
    }

    private static String className(@Nullable String label) {
        return label == null ? NO_CLASS : label;
    }

    /** @throws DatasetException if more of it is unusable than the run may leave out, as the push itself says it */
    public void requireUsable() throws DatasetException {
        if (dataset.unusable() > request.skipBad()) {
            RunPlan.read(request, request.skipBad());
        }
    }

    /** What the push says as well; the rows that it leaves out are in the table. */
    public List<String> notices() {
        return dataset.unusable() > 0 ? List.of() : dataset.notices();
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        long others = count(dataset.leftOut(), one -> !one.isLost());
        lines.add("audit of " + dataset.source() + ": " + items(dataset.items().size()) + " taken, "
                + number(dataset.unusable()) + " left out that should be items, " + number(others)
                + " left out that should not");
        TextTable classes = new TextTable("class", ">taken", ">damaged", ">left out", "of these");
        for (Map.Entry<String, Long> of : takenByClass().entrySet()) {
            String name = of.getKey();
            long taken = of.getValue();
            List<LeftOut> out = of(dataset.leftOut(), name);
            long lost = count(out, LeftOut::isLost);
            if (!name.equals(NO_CLASS) || taken > 0 || lost > 0) {
                classes.row(
                        name.isEmpty() ? "''" : name,
                        taken,
                        count(of(damaged, name), one -> true),
                        lost,
                        out.stream()
                                .filter(LeftOut::isLost)
                                .map(one -> one.count() + " " + one.reason())
                                .collect(Collectors.joining("; ")));
            }
        }
        lines.addAll(classes.lines());
        reasons(lines, "left out, but should be items", of(dataset.leftOut(), LeftOut::isLost));
        reasons(lines, "left out, and not items", of(dataset.leftOut(), one -> !one.isLost()));
        reasons(lines, "damaged, or of a format that is not read: taken, but each counts as failed", damaged);
        remarks().forEach(lines::add);
        lines.add("items digest " + RunPlan.digest(pushed) + " of " + items(pushed.size())
                + (pushed.size() < dataset.items().size() ? ", the first of the drawn order" : "")
                + " (the run carries it, and its report)");
        return lines;
    }

    /** One row for a reason, whatever the class. */
    private static void reasons(List<String> lines, String title, List<LeftOut> some) {
        if (some.isEmpty()) {
            return;
        }
        Map<String, LeftOut> byReason = new LinkedHashMap<>();
        some.forEach(one -> byReason.merge(one.reason(), one, LeftOut::and));
        TextTable table = new TextTable(title, ">count", "such as");
        byReason.values().forEach(one -> table.row(one.reason(), one.count(), one.first()));
        lines.add("");
        lines.addAll(table.lines());
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        remarks.add("");
        dataset.twins()
                .forEach(names -> remarks.add("two names of one class? '" + String.join("' and '", names)
                        + "' differ only in case or spaces: an answer that names one also names the other"));
        if (!dataset.emptyClasses().isEmpty()) {
            remarks.add("classes without an item: " + String.join(", ", dataset.emptyClasses())
                    + "; their names are offered to models all the same");
        }
        if (copies.count > 0) {
            remarks.add("the bytes of another image of the class: " + copies.count + ", such as " + copies.first);
        }
        if (elsewhere.count > 0) {
            remarks.add("the bytes of an image of another class: " + elsewhere.count + ", such as " + elsewhere.first);
        }
        if (outside.count > 0) {
            remarks.add("links that lead out of the folder: " + outside.count + ", taken, such as " + outside.first);
        }
        return remarks;
    }

    /** In one line. */
    public String json() {
        ObjectNode audit = Json.object()
                .put("dataset", String.valueOf(dataset.source()))
                .put("taken", dataset.items().size())
                .put("unusable", dataset.unusable())
                .put("items", pushed.size())
                .put("itemsDigest", RunPlan.digest(pushed));
        ObjectNode classes = audit.putObject("classes");
        takenByClass().forEach(classes::put);
        put(audit.putArray("leftOut"), dataset.leftOut());
        put(audit.putArray("damaged"), damaged);
        audit.put("copies", copies.count).put("copiesOfOtherClasses", elsewhere.count);
        audit.put("linksOutside", outside.count);
        return Json.line(audit);
    }

    private static void put(ArrayNode array, List<LeftOut> some) {
        some.forEach(one -> array.addObject()
                .put("class", one.className())
                .put("reason", one.reason())
                .put("count", one.count())
                .put("lost", one.isLost())
                .put("first", one.first()));
    }

    /** How many items each class has: in the list's order, then those that it lacks. */
    private Map<String, Long> takenByClass() {
        Map<String, Long> taken = new LinkedHashMap<>();
        dataset.classes().forEach(name -> taken.put(name, 0L));
        dataset.items().forEach(item -> taken.merge(className(item.label()), 1L, Long::sum));
        dataset.leftOut().forEach(one -> taken.putIfAbsent(className(one.className()), 0L));
        return taken;
    }

    private static List<LeftOut> of(Collection<LeftOut> all, String name) {
        return of(all, one -> className(one.className()).equals(name));
    }

    private static List<LeftOut> of(Collection<LeftOut> all, Predicate<LeftOut> which) {
        return all.stream().filter(which).toList();
    }

    private static long count(Collection<LeftOut> all, Predicate<LeftOut> which) {
        return all.stream().filter(which).mapToLong(LeftOut::count).sum();
    }

    private static String items(long count) {
        return number(count) + (count == 1 ? " item" : " items");
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
