package dev.vlmstream.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.JsonItems.QuestionFields;
import dev.vlmstream.datasets.image.ImageData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The first pass over a dataset: takes its rows one by one from whatever format they lie in, and keeps of each what an
 * item needs without its image. Rows that cannot be used are collected, so that all are told at once.
 */
public final class Reading {
    private static final Set<String> OWN_FIELDS =
            Set.of(("image text question query label answer label_idx split answers options ocr_tokens classname "
                            + "class_name")
                    .split(" "));
    /** Whoever has more bad rows has the wrong file. */
    private static final int MOST_PROBLEMS = 10_000;

    private final DatasetFiles source;
    private final ReadOptions options;
    private ImageNames imageNames;
    private @Nullable String ownSplit;
    private final ItemIds ids = new ItemIds();
    private final SplitChoice splits;
    private final ClassList.Occurring occurring = new ClassList.Occurring();
    private final List<DatasetItem> items = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    /** Of the problems, the first ones are about a whole class each. */
    private int wholeClasses;

    private final Set<String> remedies = new LinkedHashSet<>();
    private final Map<List<Object>, LeftOut> leftOut = new LinkedHashMap<>();
    private final Set<String> notices = new LinkedHashSet<>();
    private OptionalInt window = OptionalInt.empty();
    private ClassList classes;
    private Map<String, Integer> indices;
    private boolean isListed;
    private boolean rows;
    /** Of the rows of the split, this many came before. */
    private long position;

    private long lacking;

    public Reading(DatasetFiles source, ReadOptions options) throws DatasetException {
        this.source = source;
        this.options = options;
        this.imageNames = new ImageNames(source.path(), options.within());
        this.splits = new SplitChoice(options.split());
        this.classes = ClassList.find(source.path(), options);
        this.indices = classes.indices();
        this.isListed = classes.isKnown();
    }

    public ReadOptions options() {
        return options;
    }

    /** The classes that the format knows, to be told before the rows; a list that was given, or lies beside, is preferred. */
    public void classes(ClassList known) {
        if (!classes.isKnown()) {
            prefer(known, true);
        }
    }

    /**
     * The classes, whatever list there is besides.
     *
     * @param listed whether somebody has said what they are called
     */
    public void prefer(ClassList known, boolean listed) {
        classes = known;
        indices = known.indices();
        isListed = listed;
    }

    public ClassList classes() {
        return classes;
    }

    /**
     * The columns of a format that gives them no meaning; guesses are reported.
     *
     * @param classes those that are known to hold classes
     */
    public Columns columns(Collection<String> names, List<String> classes) throws DatasetException {
        return columns(names, classes, name -> false);
    }

    /** @param plain which columns have a meaning of their own, so that taking them is no guess */
    public Columns columns(Collection<String> names, Predicate<String> plain) throws DatasetException {
        return columns(names, List.of(), plain);
    }

    private Columns columns(Collection<String> names, List<String> classes, Predicate<String> plain)
            throws DatasetException {
        try {
            Columns columns = Columns.guess(names, classes, options.columns(), options.usual());
            columns.notice(plain).ifPresent(this::notice);
            return columns;
        } catch (InvalidItemException e) {
            throw new DatasetException(source.path(), e.getMessage());
        }
    }

    /**
     * Refuses a file none of whose rows can be an item.
     *
     * @param names of its columns
     * @param classes the columns that are known to hold classes
     * @param hasImage whether a column is known to hold images that {@code columns} does not name
     */
    public void requireFields(
            Path file, Columns columns, Collection<String> names, List<String> classes, boolean hasImage)
            throws DatasetException {
        try {
            if (!hasImage) {
                columns.requireImageOrText(names);
            }
            if (options.join() == null) {
                columns.requireLabel(names, classes);
            }
        } catch (InvalidItemException e) {
            throw new DatasetException(file, e.getMessage());
        }
    }

    /** The columns of a format that names them as the study does, but for an image that is called as the hub calls it. */
    public Columns fixedColumns() throws DatasetException {
        Map<String, String> usual = new HashMap<>(options.usual());
        usual.putIfAbsent("image", "file_name");
        try {
            return Columns.fixed(options.columns(), usual);
        } catch (InvalidItemException e) {
            throw new DatasetException(source.path(), e.getMessage());
        }
    }

    /** The rows that follow name images from this folder on, and are of this split if they name none. */
    public void within(Path folder, @Nullable String split) {
        imageNames = new ImageNames(folder, options.within());
        ownSplit = split;
    }

    /** What lies there and is no item, nor should be. */
    public void passedOver(@Nullable String className, String reason, String what) {
        leaveOut(new LeftOut(className, reason, 1, false, what));
    }

    /**
     * Images of a class that cannot be read.
     *
     * @param problem in words, of all of them
     * @param isWholeClass nothing of the class is left, which is told before all else
     */
    public void lost(LeftOut images, String problem, boolean isWholeClass) throws DatasetException {
        unusable(isWholeClass ? wholeClasses++ : problems.size(), problem, images);
    }

    /** What can be done about what cannot be used. */
    public void remedy(String words) {
        remedies.add(words);
    }

    private void leaveOut(LeftOut one) {
        leftOut.merge(Arrays.asList(one.className(), one.reason(), one.isLost()), one, LeftOut::and);
    }

    /** Told to whoever reads the dataset, once. */
    public void notice(String line) {
        notices.add(line);
    }

    /** Told if images are best read in their order: how many in a row may be shuffled at no cost. The least that is told counts. */
    public void window(int images) {
        window = OptionalInt.of(Math.min(images, window.orElse(Integer.MAX_VALUE)));
    }

    /** A row that cannot be read, whatever its split is. */
    public void bad(String place, String problem) throws DatasetException {
        position++;
        unusable(place, null, problem);
    }

    /** What a reason says of one row alone follows its first colon. */
    private void unusable(String place, @Nullable String label, String problem) throws DatasetException {
        String words = place + ": " + problem;
        unusable(problems.size(), words, new LeftOut(label, problem.replaceFirst("(?s): .*", ""), 1, true, words));
    }

    private void unusable(int place, String problem, LeftOut what) throws DatasetException {
        rows = true;
        problems.add(place, problem);
        leaveOut(what);
        if (problems.size() > Math.max(MOST_PROBLEMS, options.skipBad())) {
            throw refusal();
        }
    }

    private DatasetException refusal() {
        List<String> ways = new ArrayList<>(remedies);
        if (!ways.isEmpty()) {
            ways.add("--skip-bad " + unusable() + " leaves out what cannot be used");
        }
        return new DatasetException(source.path(), problems, ways);
    }

    /** The next row, under the study's names. */
    public void add(Row row) throws DatasetException {
        rows = true;
        boolean ofSplit = true;
        String label = null;
        try {
            ObjectNode json = row.fields();
            if (ownSplit != null && !json.hasNonNull("split")) {
                json.put("split", ownSplit);
            }
            Fields fields = new Fields(json);
            ofSplit = splits.takes(fields.text("split"));
            QuestionFields question = new QuestionFields(fields);
            label = question.text() == null ? className(json, question.label()) : question.label();
            String id = ids.next(fields.image(), question.text(), label);
            if (question.text() == null && fields.has("label")) {
                occurring.add(label, fields);
            }
            if (!ofSplit) {
                passedOver(null, "of another split", row.place());
            } else if (isLacking(row)) {
                lacking++;
                ofSplit = false;
            }
            if (ofSplit && (options.limit() == null || items.size() < options.limit())) {
                items.add(item(row, id, fields, question, label));
            }
        } catch (InvalidItemException e) {
            unusable(row.place(), label, e.getMessage());
        }
        position += ofSplit ? 1 : 0;
    }

    private boolean isLacking(Row row) {
        return options.require().stream()
                .anyMatch(field -> !row.fields().hasNonNull(field) && !(field.equals("image") && row.image() != null));
    }

    /** A number that is no class's name is one's place. */
    private @Nullable String className(ObjectNode row, @Nullable String label) {
        if (label == null || indices.containsKey(label)) {
            return label;
        }
        int place = ClassList.place(label).orElse(Integer.MAX_VALUE);
        if (place >= classes.names().size()) {
            return label;
        }
        if (!row.hasNonNull("label_idx")) {
            row.put("label_idx", place);
        }
        return classes.names().get(place);
    }

    private DatasetItem item(Row row, String id, Fields fields, QuestionFields question, @Nullable String label) {
        String imageName = fields.image();
        requireUsable(imageName, fields, question, label);
        ImageData image = row.image() != null || imageName == null ? row.image() : imageNames.find(imageName);
        Integer index = fields.integer("label_idx");
        return new DatasetItem(
                id,
                image,
                imageName,
                question.text(),
                label,
                index == null && label != null ? indices.get(label) : index,
                fields.text("split"),
                question.answers(),
                question.options(),
                question.ocrTokens(),
                question.className(),
                question.text() == null ? null : fields.plain("group"),
                question.text() == null ? null : fields.plain("category"),
                extra(fields),
                position,
                row.place());
    }

    private void requireUsable(
            @Nullable String imageName, Fields fields, QuestionFields question, @Nullable String label) {
        boolean asks = question.text() != null;
        List<String> missing = JsonItems.missing(imageName != null || asks, question.hasReference());
        if (!missing.isEmpty()) {
            boolean elsewhere = !question.hasReference()
                    && options.join() == null
                    && (fields.has("question_id") || fields.has("questionId"));
            throw new InvalidItemException("missing " + String.join(" and ", missing)
                    + (elsewhere ? "; --join FILE takes answers from a separate file" : "")
                    + (imageName == null && !asks ? likeAnImage(fields) : "")
                    + (!question.hasReference() && !asks ? likeALabel(fields) : ""));
        }
        if (asks) {
            OneImage.require(question.text());
        }
        if (label != null && !asks && classes.isKnown() && !indices.containsKey(label)) {
            throw new InvalidItemException("label '" + InvalidItemException.shown(label) + "' is not among the "
                    + indices.size() + " class names; correct it or give the right class list");
        }
    }

    /** Of a field that names a file of an image, how it is taken. */
    private static String likeAnImage(Fields fields) {
        return fields.json().properties().stream()
                .filter(field -> field.getValue().isTextual()
                        && !field.getValue().textValue().isBlank())
                .filter(field ->
                        DatasetFiles.isImage(field.getValue().textValue().replaceFirst("(?s).*\\.", "")))
                .map(field -> "; --map image=" + field.getKey() + " takes the file names in '" + field.getKey() + "'")
                .findFirst()
                .orElse("");
    }

    /** Of a field that is called as labels are elsewhere, how it is taken. */
    private static String likeALabel(Fields fields) {
        return Columns.CLASSES.stream()
                .filter(name -> fields.has(name) && fields.json().get(name).isValueNode())
                .map(name -> "; --map label=" + name + " takes the labels in '" + name + "'")
                .findFirst()
                .orElse("");
    }

    private static Map<String, Object> extra(Fields fields) {
        Map<String, Object> extra = new LinkedHashMap<>();
        fields.json().fields().forEachRemaining(field -> {
            if (!OWN_FIELDS.contains(field.getKey())) {
                extra.put(field.getKey(), JsonRecords.MAPPER.convertValue(field.getValue(), Object.class));
            }
        });
        return extra;
    }

    /** What was read, when all rows were. */
    public Dataset dataset() throws DatasetException {
        if (!rows) {
            throw new DatasetException(source.path(), "the dataset is empty; it must hold at least one item");
        }
        if (!problems.isEmpty() && unusable() > options.skipBad()) {
            throw refusal();
        }
        splits.check(source.path());
        if (!problems.isEmpty()) {
            notice(source.path() + ": skipped " + unusable() + (unusable() == 1 ? " row" : " rows")
                    + " that cannot be used");
            problems.forEach(this::notice);
        }
        if (lacking > 0) {
            String without = "without " + String.join(" and ", new TreeSet<>(options.require()));
            notice(source.path() + ": left out " + lacking + (lacking == 1 ? " row " : " rows ") + without
                    + ", which the task requires");
            leaveOut(new LeftOut(null, without, lacking, false, ""));
        }
        if (!classes.isKnown()) {
            prefer(occurring.list(), false);
            items.replaceAll(item -> item.labelIndex() == null && item.label() != null
                    ? item.withLabelIndex(indices.get(item.label()))
                    : item);
        }
        Dataset read = new Dataset(
                DatasetFiles.name(source.path()),
                source.path(),
                items,
                classes.distinct(),
                isListed,
                window,
                List.of(),
                List.copyOf(leftOut.values()));
        read.twins()
                .forEach(names -> notice("classes '" + String.join("' and '", names)
                        + "' differ only in case or spaces: an answer that names one also names the other"));
        return read.withNotices(List.copyOf(notices));
    }

    private long unusable() {
        return LeftOut.lost(leftOut.values());
    }

    /** Picks the lines of one split, and says what there is if the wish cannot be met. */
    private static final class SplitChoice {
        private final @Nullable String wanted;
        private final Set<String> splits = new TreeSet<>();

        SplitChoice(@Nullable String wanted) {
            this.wanted = wanted;
        }

        boolean takes(@Nullable String split) {
            if (split != null) {
                splits.add(split);
            }
            return wanted == null || wanted.equals(split);
        }

        /** To be asked when all lines were seen. */
        void check(Path source) throws DatasetException {
            if (wanted == null && splits.size() > 1) {
                throw new DatasetException(
                        source,
                        "the dataset has the splits " + String.join(", ", splits)
                                + "; say which one to read, as in --split "
                                + splits.iterator().next());
            }
            if (wanted != null && splits.isEmpty()) {
                throw new DatasetException(
                        source, "the dataset's lines name no split; read it without asking for '" + wanted + "'");
            }
            if (wanted != null && !splits.contains(wanted)) {
                throw new DatasetException(
                        source, "there is no split '" + wanted + "'; the dataset has " + String.join(", ", splits));
            }
        }
    }

    /**
     * One record of a dataset, in whatever format it lies there.
     *
     * @param place where it stands, for messages: {@code line 3}
     * @param fields under the study's names: {@code image} is the image's name, {@code label}, {@code text}, …
     * @param image where the reader has found the image; null: {@code image} names a file, an address, or nothing
     */
    public record Row(
            String place, ObjectNode fields, @Nullable ImageData image) {}
}
