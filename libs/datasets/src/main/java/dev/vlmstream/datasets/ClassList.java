package dev.vlmstream.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A dataset's class names as they stand in a file, in the order of their indices; a name may occur twice. */
public record ClassList(List<String> names) {
    /** As CLIP_benchmark has it, beside or above its shards. */
    public static final String OF_SHARDS = "classnames.txt";

    private static final Pattern SHARD = Pattern.compile("(?i).*\\.(?:tar|tar\\.gz|tgz|tar\\.zst)", Pattern.DOTALL);

    /** The place of a class, also as pandas writes it where some are missing. */
    private static final Pattern NUMBER = Pattern.compile("(?<whole>\\d{1,9})(?:\\.0)?");

    private static final long MOST_BYTES = 64L << 20;

    public static final ClassList UNKNOWN = new ClassList(List.of());

    public ClassList {
        names = List.copyOf(names);
    }

    /** The file given, else the names given, else the file beside the dataset, else {@link #UNKNOWN}. */
    public static ClassList find(Path dataset, ReadOptions options) throws DatasetException {
        if (options.classesFile() != null) {
            return read(options.classesFile());
        }
        if (!options.classNames().isEmpty()) {
            return new ClassList(options.classNames());
        }
        Path beside = beside(dataset);
        return beside == null ? UNKNOWN : read(beside);
    }

    private static @Nullable Path beside(Path dataset) {
        String name = DatasetFiles.name(dataset);
        return Stream.of(name, name.split("[-_. ]")[0])
                .map(stem -> dataset.resolveSibling(stem + "_classes.json"))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
    }

    /** Whether a file's name is that of a shard. */
    public static boolean isShard(String name) {
        return SHARD.matcher(name).matches();
    }

    /** Where the list of a shard's classes may lie: in its folder, else above. */
    public static List<Path> ofShard(Path shard) {
        Path folder = shard.getParent();
        Stream<Path> above = folder == null ? Stream.of() : Stream.of(folder.resolveSibling(OF_SHARDS));
        return Stream.concat(Stream.of(shard.resolveSibling(OF_SHARDS)), above).toList();
    }

    public static ClassList read(Path file) throws DatasetException {
        DatasetFiles.requireFile(file);
        String text;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new DatasetException(
                        file,
                        "a class list of " + Files.size(file) + " bytes is none; at most " + MOST_BYTES + " are read");
            }
            text = Files.readString(file).replaceFirst("^\uFEFF", "").strip();
        } catch (IOException e) {
            throw new DatasetException(file, "cannot read the class list: " + DatasetException.reason(e));
        }
        List<String> names = text.startsWith("[")
                ? fromJson(file, text)
                : text.lines()
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
        if (names.isEmpty() || text.startsWith("{")) {
            throw new DatasetException(
                    file,
                    "the class list is " + (names.isEmpty() ? "empty" : "a JSON object")
                            + "; it must be a JSON array of names, or one name per line");
        }
        return new ClassList(names);
    }

    private static List<String> fromJson(Path file, String text) throws DatasetException {
        try {
            List<String> names = Arrays.asList(JsonRecords.MAPPER.readValue(text, String[].class));
            names.replaceAll(name -> name == null ? "" : name.strip());
            if (names.contains("")) {
                // Left out, it would give all classes behind it another index.
                throw new DatasetException(
                        file,
                        "the class list is no JSON array of names: the name of class " + names.indexOf("")
                                + " (counted from 0) is null or empty");
            }
            return names;
        } catch (JsonProcessingException e) {
            throw new DatasetException(file, "the class list is no JSON array of names: " + e.getOriginalMessage());
        }
    }

    /** The place in a list that a label gives instead of a name; empty if it is no number. */
    static OptionalInt place(String label) {
        Matcher number = NUMBER.matcher(label);
        return number.matches() ? OptionalInt.of(Integer.parseInt(number.group("whole"))) : OptionalInt.empty();
    }

    /** The places that names give, if all do: then nobody has said what the classes are called. Empty if one does not. */
    public List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        for (String name : names) {
            OptionalInt place = place(name);
            if (place.isEmpty()) {
                return List.of();
            }
            numbers.add(place.getAsInt());
        }
        return numbers;
    }

    public boolean isKnown() {
        return !names.isEmpty();
    }

    /** The first index of each name. */
    public Map<String, Integer> indices() {
        Map<String, Integer> indices = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            indices.putIfAbsent(names.get(i), i);
        }
        return indices;
    }

    public List<String> distinct() {
        return names.stream().distinct().toList();
    }

    /** Class names taken from a dataset's own lines, all splits together, where no class list was given. */
    static final class Occurring {
        private final Map<String, Integer> indices = new TreeMap<>();

        /** Labels of questions are no classes. */
        void add(String label, Fields line) {
            indices.merge(label, line.json().path("label_idx").asInt(Integer.MAX_VALUE), Math::min);
        }

        /** By {@code label_idx}, then by name; labels without an index come last. */
        ClassList list() {
            return new ClassList(indices.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                    .map(Map.Entry::getKey)
                    .toList());
        }
    }
}
