package dev.vlmstream.cli.wikiqa;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.offline.TextFile;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.evaluation.wikiqa.ClassArticles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Articles by class as people have them: JSON Lines, a JSON object, or a folder of texts. */
public final class ArticleFiles {
    private static final List<String> CLASS = List.of("class", "classname", "label", "name");
    private static final List<String> TEXT = List.of("articles", "article", "text", "wiki");
    /** They travel in one record, together with the replies. */
    private static final int MOST_BYTES = 12 << 20;

    private final Path path;
    private final Map<String, List<String>> articles = new LinkedHashMap<>();

    private ArticleFiles(Path path) {
        this.path = path;
    }

    /**
     * @return in the file's order; of a folder, in that of the names
     * @throws CommandFailure naming file and line of what cannot be used
     */
    public static List<ClassArticles> read(Path path) {
        ArticleFiles files = new ArticleFiles(path);
        if (Files.isDirectory(path)) {
            files.folder();
        } else if (path.toString().matches(".*\\.(pkl|pickle)")) {
            throw new CommandFailure(path + ": pickled; make JSON of it with Python: json.dump(pickle.load(open(\""
                    + path + "\", \"rb\")), open(\"articles.json\", \"w\"))");
        } else {
            files.file();
        }
        return files.classes();
    }

    private List<ClassArticles> classes() {
        if (articles.isEmpty()) {
            throw new CommandFailure(path + " has no articles");
        }
        List<ClassArticles> classes = new ArrayList<>();
        articles.forEach((name, texts) -> {
            long bytes = texts.stream()
                    .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                    .sum();
            if (bytes > MOST_BYTES) {
                throw new CommandFailure(path + ": the articles of class \"" + name + "\" have " + bytes
                        + " bytes, more than " + MOST_BYTES + "; shorten them");
            }
            try {
                classes.add(new ClassArticles(name, texts));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(path + ": " + e.getMessage(), e);
            }
        });
        return classes;
    }

    private void folder() {
        for (Path one : listed(path)) {
            if (Files.isDirectory(one)) {
                for (Path article : listed(one)) {
                    if (isText(article)) {
                        add(one.getFileName().toString(), TextFile.read(article));
                    }
                }
            } else if (isText(one)) {
                add(one.getFileName().toString().replaceFirst("\\.(txt|md)$", ""), TextFile.read(one));
            }
        }
        if (articles.isEmpty()) {
            throw new CommandFailure(path + " has no texts; it takes CLASS.txt, or folders CLASS/ with *.txt in them");
        }
    }

    private static boolean isText(Path file) {
        return file.toString().matches(".*\\.(txt|md)") && Files.isRegularFile(file);
    }

    private static List<Path> listed(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        } catch (IOException e) {
            throw new CommandFailure(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void file() {
        String text = TextFile.read(path);
        String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        if (isLine(first)) {
            int[] number = {0};
            text.lines().forEach(line -> {
                number[0]++;
                if (!line.isBlank()) {
                    line(line, number[0]);
                }
            });
        } else {
            object(TextFile.json(path));
        }
    }

    /** Whether the file's first line is one of JSON Lines, and not the beginning of an object that has all. */
    private static boolean isLine(String first) {
        try {
            JsonNode node = Json.MAPPER.readTree(first);
            return node.isObject()
                    && CLASS.stream().anyMatch(name -> node.path(name).isTextual())
                    && TEXT.stream().anyMatch(node::has);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private void line(String line, int number) {
        String place = path + ", line " + number;
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new CommandFailure(place + ": no JSON: " + e.getOriginalMessage(), e);
        }
        String name = CLASS.stream()
                .filter(key -> node.path(key).isTextual())
                .findFirst()
                .map(key -> node.get(key).asText())
                .orElseThrow(() -> new CommandFailure(place + ": no class; name it in a field " + either(CLASS)));
        texts(name, node, place);
    }

    private void object(JsonNode root) {
        if (!root.isObject()) {
            throw new CommandFailure(path + ": expected an object of class → articles, or JSON Lines with the fields "
                    + "\"class\" and \"articles\"");
        }
        root.fields().forEachRemaining(entry -> {
            String place = path + ": class \"" + entry.getKey() + "\"";
            if (entry.getValue().isObject()) {
                texts(entry.getKey(), entry.getValue(), place);
            } else {
                add(entry.getKey(), entry.getValue(), place);
            }
        });
    }

    private void texts(String name, JsonNode node, String place) {
        String key = TEXT.stream()
                .filter(node::has)
                .findFirst()
                .orElseThrow(() -> new CommandFailure(place + ": no article; put it into a field " + either(TEXT)));
        add(name, node.get(key), place);
    }

    private void add(String name, JsonNode value, String place) {
        if (value.isTextual()) {
            add(name, value.asText());
            return;
        }
        if (!value.isArray()) {
            throw new CommandFailure(place + ": an article is a text, or several are a list of texts");
        }
        for (JsonNode one : value) {
            if (!one.isTextual()) {
                throw new CommandFailure(place + ": an article is a text, not " + one.getNodeType());
            }
            add(name, one.asText());
        }
    }

    private void add(String name, String text) {
        articles.computeIfAbsent(name, key -> new ArrayList<>()).add(text);
    }

    private static String either(List<String> names) {
        return String.join(" or ", names);
    }

    /**
     * The images of classes, in the order of a dataset, called as a file in another place has to call them.
     *
     * @param out the dataset that names them; images are looked for from its folder, and from the one above
     * @throws CommandFailure if the dataset cannot be read, or its images are no files of their own
     */
    public static Map<String, List<String>> images(Path dataset, ReadOptions reading, Path out) {
        Path folder = out.toAbsolutePath().normalize().getParent();
        Map<String, List<String>> images = new LinkedHashMap<>();
        for (DatasetItem item : items(dataset, reading)) {
            if (item.label() != null && item.imageName() != null) {
                images.computeIfAbsent(item.label(), label -> new ArrayList<>()).add(imageName(item, dataset, folder));
            }
        }
        return images;
    }

    private static List<DatasetItem> items(Path dataset, ReadOptions reading) {
        try {
            return Datasets.read(dataset, reading).items();
        } catch (DatasetException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
    }

    private static String imageName(DatasetItem item, Path dataset, Path folder) {
        if (item.image() == null) {
            return item.imageName();
        }
        Path file = item.image()
                .file()
                .orElseThrow(() -> new CommandFailure(dataset + ": its images lie inside another file, where a line of"
                        + " the dataset cannot name them; give --images a folder of image folders, or JSON Lines"))
                .toAbsolutePath()
                .normalize();
        boolean near = file.startsWith(folder.getParent() == null ? folder : folder.getParent());
        return (near ? folder.relativize(file) : file).toString().replace('\\', '/');
    }
}
