package dev.vlmstream.datasets.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.DatasetFormat;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.Reading;
import dev.vlmstream.datasets.Reading.Row;
import dev.vlmstream.datasets.image.ImageData.ImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A folder of image folders, one per class: {@code folder/CLASS/image.jpg}, or {@code folder/SPLIT/CLASS/image.jpg} where a
 * split is asked for. Classes and files are taken in the order of their names.
 */
public final class ImageFolders implements DatasetFormat {
    /** After the formats of which a folder may hold files. */
    @Override
    public boolean recognises(DatasetFiles source) {
        return source.isFolder();
    }

    @Override
    public void read(DatasetFiles source, Reading to) throws IOException, DatasetException {
        String split = to.options().split();
        Path root = split == null ? source.path() : source.path().resolve(split);
        if (!Files.isDirectory(root)) {
            throw new DatasetException(source.path(), "there is no folder for the split '" + split + "'");
        }
        List<Path> folders = children(root, Files::isDirectory);
        FolderClasses classes = FolderClasses.of(
                source.path(),
                folders.stream().map(folder -> folder.getFileName().toString()).toList(),
                to.options());
        to.prefer(classes.list());
        int place = 0;
        for (int i = 0; i < folders.size(); i++) {
            for (Path image : children(folders.get(i), ImageFolders::isImage)) {
                ObjectNode fields = JsonNodeFactory.instance.objectNode();
                fields.put("image", folders.get(i).getFileName() + "/" + image.getFileName());
                fields.put("label", classes.labels().get(i));
                fields.put("label_idx", classes.indices().get(i));
                fields.put("split", split);
                ImageFile file = new ImageFile(image.toAbsolutePath().normalize());
                to.add(new Row("image " + ++place, fields, file));
            }
        }
        if (place == 0) {
            throw new DatasetException(source.path(), nothingFound(root));
        }
    }

    private static List<Path> children(Path folder, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(wanted)
                    .filter(child -> !child.getFileName().toString().startsWith("."))
                    .sorted(Comparator.comparing(child -> child.getFileName().toString()))
                    .toList();
        }
    }

    private static boolean isImage(Path file) {
        return DatasetFiles.isImage(file) && Files.isRegularFile(file);
    }

    /** Most often someone points at a folder too high or too low. */
    private static String nothingFound(Path root) throws IOException {
        String wanted = "no images found; expected one folder per class, with images in it";
        if (!children(root, ImageFolders::isImage).isEmpty()) {
            return wanted + "; there are images without a class folder: point at the folder above";
        }
        List<Path> files = children(root, file -> file.toString().matches(".*\\.(jsonl?|[ct]sv)"));
        if (!files.isEmpty()) {
            return wanted + "; there is " + files.get(0).getFileName() + ": point at that file";
        }
        for (Path folder : children(root, Files::isDirectory)) {
            if (!children(folder, Files::isDirectory).isEmpty()) {
                return wanted + "; folder '" + folder.getFileName() + "' holds folders: ask for the split '"
                        + folder.getFileName() + "' or point at it";
            }
        }
        return wanted;
    }

    /**
     * The classes that image folders stand for.
     *
     * @param labels in the order of the folders
     * @param indices of the folders in the list
     */
    private record FolderClasses(List<String> labels, List<Integer> indices, ClassList list) {
        /**
         * Without a class list a folder's name is the class's, or, if it is a wnid, the synset's where a file beside the folders
         * names it. A class list either holds the folders' names, or names the folders in their order, as ImageNet's class list
         * does for its folders {@code n01440764}, …, or by their wnids.
         */
        static FolderClasses of(Path source, List<String> folders, ReadOptions options) throws DatasetException {
            Path listed = options.classesFile();
            if (Synsets.areWnids(folders)) {
                Optional<Synsets> synsets = listed == null ? Synsets.beside(source) : Synsets.of(listed);
                if (synsets.isPresent() && synsets.get().names().keySet().containsAll(folders)) {
                    return named(folders, synsets.get());
                }
            }
            if (listed == null && options.classNames().isEmpty()) {
                return inOrder(folders);
            }
            ClassList list = listed == null ? new ClassList(options.classNames()) : ClassList.read(listed);
            Map<String, Integer> indices = list.indices();
            if (indices.keySet().containsAll(folders)) {
                return new FolderClasses(
                        folders, folders.stream().map(indices::get).toList(), list);
            }
            if (list.names().size() == folders.size()) {
                return inOrder(list.names());
            }
            throw new DatasetException(
                    source,
                    "there are " + folders.size() + " class folders, but "
                            + (listed == null ? "the benchmark" : listed) + " lists "
                            + list.names().size() + " classes, and they are not the folders' names");
        }

        private static FolderClasses inOrder(List<String> names) {
            return new FolderClasses(
                    names, IntStream.range(0, names.size()).boxed().toList(), new ClassList(names));
        }

        /** Two synsets may have one name; each folder keeps its own index. */
        private static FolderClasses named(List<String> folders, Synsets synsets) {
            List<String> labels = folders.stream().map(synsets.names()::get).toList();
            if (!synsets.classes()) {
                return inOrder(labels);
            }
            List<String> wnids = new ArrayList<>(synsets.names().keySet());
            return new FolderClasses(
                    labels,
                    folders.stream().map(wnids::indexOf).toList(),
                    new ClassList(List.copyOf(synsets.names().values())));
        }
    }

    /**
     * Names of WordNet's synsets, as they lie beside ImageNet's folders {@code n01440764}, …: {@code LOC_synset_mapping.txt} of
     * the challenge, {@code words.txt}, or Keras's {@code imagenet_class_index.json}. Of several names the first is taken.
     *
     * @param names by wnid, in the file's order
     * @param classes whether the file lists the classes of the dataset; {@code words.txt} lists all of WordNet
     */
    private record Synsets(Map<String, String> names, boolean classes) {
        private static final Pattern WNID = Pattern.compile("n\\d{8}");
        private static final Pattern LINE = Pattern.compile("(?<wnid>n\\d{8})\\s+(?<name>[^,\\t]*[^,\\t\\s]).*");
        private static final String WORDS = "words.txt";
        private static final List<String> FILES =
                List.of("LOC_synset_mapping.txt", "imagenet_class_index.json", "synset_words.txt", WORDS);
        private static final long MOST_BYTES = 64L << 20;

        static boolean areWnids(List<String> folders) {
            return !folders.isEmpty()
                    && folders.stream().allMatch(name -> WNID.matcher(name).matches());
        }

        /** Of a file in the folder or one of the two above it. */
        static Optional<Synsets> beside(Path folder) throws DatasetException {
            Path absolute = folder.toAbsolutePath().normalize();
            Optional<Path> file = Stream.iterate(absolute, dir -> dir != null, Path::getParent)
                    .limit(3)
                    .flatMap(dir -> FILES.stream().map(dir::resolve))
                    .filter(Files::isRegularFile)
                    .findFirst();
            return file.isEmpty() ? Optional.empty() : of(file.get());
        }

        /** Empty if the file is no list of synsets. */
        static Optional<Synsets> of(Path file) throws DatasetException {
            try {
                if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                    return Optional.empty();
                }
                String text = Files.readString(file).strip();
                Map<String, String> names = text.startsWith("{") ? fromJson(text) : fromLines(text);
                boolean classes = !file.getFileName().toString().equals(WORDS);
                return names.isEmpty() ? Optional.empty() : Optional.of(new Synsets(names, classes));
            } catch (IOException e) {
                throw new DatasetException(file, "cannot read the names of synsets: " + DatasetException.reason(e));
            }
        }

        private static Map<String, String> fromLines(String text) {
            Map<String, String> names = new LinkedHashMap<>();
            for (String line : text.lines().toList()) {
                Matcher synset = LINE.matcher(line);
                if (!synset.matches()) {
                    return Map.of();
                }
                names.put(synset.group("wnid"), synset.group("name"));
            }
            return names;
        }

        private static Map<String, String> fromJson(String text) throws JsonProcessingException {
            Map<String, String> names = new LinkedHashMap<>();
            for (JsonNode entry : JsonRecords.tree(text)) {
                names.put(entry.path(0).asText(), entry.path(1).asText().replace('_', ' '));
            }
            return names;
        }
    }
}
