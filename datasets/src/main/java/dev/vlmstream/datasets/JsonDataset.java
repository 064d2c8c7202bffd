package dev.vlmstream.datasets;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a file of JSON objects with the study's field names. */
final class JsonDataset {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OWN_FIELDS = Set.of(
            "image",
            "text",
            "question",
            "query",
            "label",
            "answer",
            "label_idx",
            "split",
            "answers",
            "options",
            "ocr_tokens",
            "classname",
            "class_name");
    private static final Pattern REMOTE = Pattern.compile("^(https?|s3|data):.*", Pattern.CASE_INSENSITIVE);

    private final Path file;
    private final ClassList classes;
    private final Set<String> classNames;
    private final List<String> problems = new ArrayList<>();

    private JsonDataset(Path file, ClassList classes) {
        this.file = file;
        this.classes = classes;
        this.classNames = Set.copyOf(classes.distinct());
    }

    static Dataset read(Path file, ReadOptions options) throws DatasetException {
        List<RawLine> lines = JsonLines.read(file);
        ClassList listed = ClassList.find(file, options);
        JsonDataset reader = new JsonDataset(file, listed.isKnown() ? listed : LabelsOccurring.in(lines));
        List<RawLine> wanted = SplitChoice.lines(file, lines, options);
        List<DatasetItem> items = reader.items(wanted);
        return new Dataset(Datasets.name(file), file, items, reader.classes.distinct());
    }

    private List<DatasetItem> items(List<RawLine> lines) throws DatasetException {
        List<DatasetItem> items = new ArrayList<>(lines.size());
        for (RawLine line : lines) {
            try {
                items.add(item(line));
            } catch (InvalidItemException e) {
                problems.add("line " + line.number() + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new DatasetException(file, problems);
        }
        return items;
    }

    private DatasetItem item(RawLine line) {
        Fields fields = line.fields();
        String imageName = fields.text("image");
        QuestionFields question = line.question();
        List<String> answers = question.answers();
        String label = label(line);
        Integer index = fields.integer("label_idx");
        return new DatasetItem(
                line.itemId(),
                imageName == null || REMOTE.matcher(imageName).matches() ? null : imageFile(imageName),
                imageName,
                question.text(),
                label,
                index == null ? classes.indexOf(label) : index,
                line.split(),
                answers,
                question.options(),
                question.ocrTokens(),
                question.className(),
                extra(fields),
                line.number());
    }

    private @Nullable String label(RawLine line) {
        String label = line.question().label();
        List<String> missing = JsonItems.missing(
                line.fields().has("image") || line.isQuestion(), line.question().hasReference());
        if (!missing.isEmpty()) {
            throw new InvalidItemException("missing " + String.join(" and ", missing));
        }
        if (label != null && !line.isQuestion() && classes.isKnown() && !classNames.contains(label)) {
            throw new InvalidItemException("label '" + label + "' is not among the " + classNames.size()
                    + " class names; correct it or give the right class list");
        }
        return label;
    }

    /**
     * Relative names are looked for from the file's folder, then from the folder above, as the study's own lie; with {@code
     * ..} they lead no further up.
     */
    private Path imageFile(String name) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        Path above = folder.getParent() == null ? folder : folder.getParent();
        try {
            String path = name.startsWith("file:") ? name.replaceFirst("^file:(//)?", "") : name;
            return Stream.of(folder, above)
                    .map(base -> base.resolve(path).normalize())
                    .filter(image -> Path.of(path).isAbsolute() || image.startsWith(above))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> new InvalidItemException(
                            "image file not found: " + name + " (looked from " + folder + " and the folder above it)"));
        } catch (InvalidPathException e) {
            throw new InvalidItemException("image is no file name: " + name, e);
        }
    }

    private static Map<String, Object> extra(Fields fields) {
        Map<String, Object> extra = new LinkedHashMap<>();
        JSON.convertValue(fields.json(), new TypeReference<Map<String, Object>>() {})
                .forEach((name, value) -> {
                    if (!OWN_FIELDS.contains(name)) {
                        extra.put(name, value);
                    }
                });
        return extra;
    }
}
