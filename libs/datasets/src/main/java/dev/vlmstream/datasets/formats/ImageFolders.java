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
import dev.vlmstream.datasets.LeftOut;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.Reading;
import dev.vlmstream.datasets.Reading.Row;
import dev.vlmstream.datasets.image.ImageData.ImageFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of image folders, one per class: {@code folder/CLASS/image.jpg}, or {@code folder/SPLIT/CLASS/image.jpg} where a
 * split is asked for. Classes and files are taken in the order of their names.
 */
public final class ImageFolders implements DatasetFormat {
    private static final Pattern TABLE = Pattern.compile("(?i).*\\.(?:jsonl?|[ct]sv)");
    /** Where COCO and Pascal VOC have their images. */
    private static final Pattern DETECTION = Pattern.compile("(?:train|val|test|unlabeled)20\\d\\d|JPEGImages");

    private static final Pattern WORKBOOK = Pattern.compile("(?i).*\\.(?:xlsx?|xlsm|ods)");

    /** After the formats of which a folder may hold files. */
    @Override
    public boolean recognises(DatasetFiles source) {
        return source.isFolder();
    }

    @Override
    public void read(DatasetFiles source, Reading to) throws IOException, DatasetException {
        refuseDetection(source.path());
        String split = to.options().split();
        Path root = split == null ? source.path() : source.path().resolve(split);
        if (!Files.isDirectory(root)) {
            throw new DatasetException(source.path(), "there is no folder for the split '" + split + "'");
        }
        if (!to.classes().isKnown()) {
            refuseFolderOfATable(root);
        }
        List<Path> folders = children(root, Files::isDirectory);
        for (Path folder : folders) {
            if (!DatasetFiles.isUtf8(folder.getFileName().toString())) {
                throw new DatasetException(
                        root, "the name of the folder '" + folder.getFileName() + "' is not UTF-8; " + rename(root));
            }
        }
        List<Path> filled = new ArrayList<>();
        for (Path folder : folders) {
            if (holdsImages(folder)) {
                filled.add(folder);
            }
        }
        List<Path> empty =
                folders.stream().filter(folder -> !filled.contains(folder)).toList();
        // Who gave a list wants its names offered.
        folders = to.classes().isKnown() ? folders : filled;
        FolderClasses classes = FolderClasses.of(
                source.path(), folders.stream().map(ImageFolders::className).toList(), to.classes(), to.options());
        to.prefer(classes.list(), classes.isListed());
        tellEmpty(empty, classes.list().names().size() > filled.size(), to);
        Images images = new Images(root, split, to);
        for (int i = 0; i < folders.size(); i++) {
            images.read(
                    folders.get(i), classes.labels().get(i), classes.indices().get(i));
        }
        images.finish();
        if (images.isEmpty()) {
            throw new DatasetException(source.path(), nothingFound(root));
        }
    }

    /** Their folders would be the classes, such as 'val2017'. */
    private static void refuseDetection(Path root) throws IOException, DatasetException {
        List<Path> places = new ArrayList<>(List.of(root));
        places.addAll(children(root, Files::isDirectory));
        for (Path place : places) {
            for (Path folder : withImages(place, DETECTION)) {
                throw new DatasetException(
                        root,
                        "it has the layout of " + (folder.endsWith("JPEGImages") ? "Pascal VOC" : "COCO")
                                + ", whose folder " + root.relativize(folder)
                                + " is no class: the images show several objects each; write a CSV file with the"
                                + " columns image and label, one class an image, and point at that file");
            }
        }
    }

    private static void tellEmpty(List<Path> folders, boolean offered, Reading to) {
        if (folders.isEmpty()) {
            return;
        }
        List<String> names = folders.stream().map(ImageFolders::className).toList();
        if (!offered) {
            names.forEach(name -> to.passedOver(name, "class folder without an image", name));
        }
        to.notice((names.size() == 1 ? "1 class has no image: " : names.size() + " classes have no image: ")
                + String.join(", ", names)
                + (offered
                        ? "; the names are offered to models all the same"
                        : "; left out, unless --classes FILE lists all class names"));
    }

    /** If a table spells its images' names differently, such as with backslashes, they would all be of one class, and every answer right. */
    private static void refuseFolderOfATable(Path root) throws IOException, DatasetException {
        Optional<Path> table = first(root, TABLE);
        // Looks at every file of every class, so only where there is a table.
        List<Path> classes = table.isPresent() ? withImages(root) : List.of();
        if (classes.size() == 1) {
            throw new DatasetException(
                    root,
                    "its only class would be '" + classes.get(0).getFileName() + "', and beside that lies "
                            + table.get() + ", which names none of the images: point at that file, or give the classes"
                            + " with --classes FILE");
        }
    }

    private static List<Path> children(Path folder, Predicate<Path> wanted) throws IOException {
        return sorted(folder, wanted.and(child -> Images.ofItself(child) == null));
    }

    private static List<Path> sorted(Path folder, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(wanted)
                    .sorted(Comparator.comparing(child -> child.getFileName().toString()))
                    .toList();
        }
    }

    /** A Mac may write é as two characters, which no answer of a model and no class list has. */
    private static String className(Path folder) {
        return Normalizer.normalize(folder.getFileName().toString(), Normalizer.Form.NFC);
    }

    /** Folders that hold images themselves. */
    static List<Path> withImages(Path root) throws IOException {
        return withImages(root, Pattern.compile("(?s).*"));
    }

    private static List<Path> withImages(Path root, Pattern name) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path folder : children(
                root, child -> name.matcher(child.getFileName().toString()).matches() && Files.isDirectory(child))) {
            if (!children(folder, ImageFolders::isImage).isEmpty()) {
                folders.add(folder);
            }
        }
        return folders;
    }

    /** Whether it has an image at any depth, be it one that is not read. */
    private static boolean holdsImages(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Images.ofItself(file) == null && !Images.imagesIn(file).isEmpty()) {
                    return true;
                }
            }
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static String rename(Path root) {
        return "rename what has such a name, as with: convmv -f latin1 -t utf8 -r --notest " + root;
    }

    private static boolean isImage(Path file) {
        return DatasetFiles.isImage(file) && Files.isRegularFile(file);
    }

    /** What class folders hold: images become rows, and of everything else it is told why it does not. */
    private static final class Images {
        private static final Set<String> OF_SYSTEMS =
                Set.of(".DS_Store", "__MACOSX", "Thumbs.db", "desktop.ini", "@eaDir");
        private static final String DEEPER = "in a folder of the class's folder";
        private static final String NOT_UTF8 = "name that is not UTF-8";
        private static final int MOST_DEPTH = 16;

        private final Path root;
        private final @Nullable String split;
        private final Reading to;
        /** As a shell finds them in each class: with their endings, in capitals or not. */
        private final Set<String> unreadNames = new TreeSet<>();

        private int images;
        private boolean unread;

        Images(Path root, @Nullable String split, Reading to) {
            this.root = root;
            this.split = split;
            this.to = to;
        }

        /** Whether class folders hold no image, be it one that is not read. */
        boolean isEmpty() {
            return images == 0 && !unread;
        }

        void read(Path folder, String label, int index) throws IOException, DatasetException {
            List<Path> files = sorted(folder, file -> true);
            Set<String> stems = new HashSet<>();
            files.stream().filter(ImageFolders::isImage).forEach(image -> stems.add(stem(image)));
            Map<String, LeftOut> lost = new TreeMap<>();
            int before = images;
            for (Path file : files) {
                String name = folder.getFileName() + "/" + file.getFileName();
                String reason = ofItself(file);
                if (reason != null) {
                    to.passedOver(label, reason, name);
                } else if (isImage(file) && !DatasetFiles.isUtf8(name)) {
                    lose(lost, label, NOT_UTF8, 1, name);
                } else if (isImage(file)) {
                    add(file, name, label, index);
                } else if (Files.isDirectory(file)) {
                    within(file, name, label, lost);
                } else if (DatasetFiles.isImage(file)) {
                    lose(lost, label, "link that leads nowhere, or no regular file", 1, name);
                } else if (DatasetFiles.isUnreadImage(file) && stems.contains(stem(file))) {
                    to.passedOver(label, "." + DatasetFiles.ending(file) + " beside a copy that is read", name);
                } else if (DatasetFiles.isUnreadImage(file)) {
                    unreadNames.add("/*" + name.substring(name.lastIndexOf('.')));
                    lose(lost, label, "." + DatasetFiles.ending(file) + ", which is not read", 1, name);
                } else {
                    to.passedOver(label, notAnImage(file), name);
                }
            }
            boolean none = images == before;
            for (LeftOut some : lost.values()) {
                unread |= !some.reason().equals(DEEPER);
                to.lost(
                        some,
                        folder.getFileName() + ": " + some.count() + (some.count() == 1 ? " image" : " images")
                                + " left out: " + some.reason() + ", such as " + some.first()
                                + (none ? "; nothing of this class is left" : ""),
                        none);
                if (some.reason().equals(NOT_UTF8)) {
                    to.remedy(rename(root));
                } else if (!some.reason().startsWith(".")) {
                    to.remedy("put the images of a class into its folder, as files or as links to existing files");
                }
            }
        }

        private void add(Path file, String name, String label, int index) throws DatasetException {
            ObjectNode fields = JsonNodeFactory.instance.objectNode();
            fields.put("image", name);
            fields.put("label", label);
            fields.put("label_idx", index);
            fields.put("split", split);
            to.add(new Row(
                    "image " + ++images,
                    fields,
                    new ImageFile(file.toAbsolutePath().normalize())));
        }

        /** Images in a folder of a class's folder, at any depth. */
        private void within(Path folder, String name, String label, Map<String, LeftOut> lost) throws IOException {
            if (Files.isSymbolicLink(folder)) {
                to.passedOver(label, "link to a folder", name);
                return;
            }
            List<Path> deeper = imagesIn(folder);
            if (deeper.isEmpty()) {
                to.passedOver(label, "folder without images", name);
            } else {
                lose(
                        lost,
                        label,
                        DEEPER,
                        deeper.size(),
                        root.relativize(deeper.get(0)).toString());
            }
        }

        /** The file itself, or those below a folder; links are not followed, which may lead in circles. */
        private static List<Path> imagesIn(Path path) throws IOException {
            try (Stream<Path> walk = Files.walk(path, MOST_DEPTH)) {
                return walk.filter(file -> DatasetFiles.isImage(file) || DatasetFiles.isUnreadImage(file))
                        .filter(file -> ofItself(file) == null && !Files.isDirectory(file))
                        .sorted()
                        .toList();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        private static void lose(Map<String, LeftOut> lost, String label, String reason, int count, String first) {
            LeftOut one = new LeftOut(label, reason, count, true, first);
            lost.merge(reason, one, LeftOut::and);
        }

        /** What lies beside the classes. */
        void finish() throws IOException {
            if (!unreadNames.isEmpty()) {
                String all = unreadNames.stream()
                        .map(name -> root.resolve("*") + name)
                        .collect(Collectors.joining(" "));
                to.remedy("convert them first, as with ImageMagick: magick mogrify -format jpg " + all
                        + " (on a Mac also: sips -s format jpeg); a file beside its copy no longer counts");
            }
            long outside = 0;
            for (Path file : sorted(root, file -> true)) {
                String name = file.getFileName().toString();
                String reason = ofItself(file);
                if (reason != null) {
                    to.passedOver(null, reason, name);
                } else if (isImage(file) || DatasetFiles.isUnreadImage(file)) {
                    to.passedOver(null, "image outside the class folders", name);
                    outside++;
                } else if (!Files.isDirectory(file)) {
                    to.passedOver(null, notAnImage(file), name);
                }
            }
            if (outside > 0) {
                to.notice(outside + (outside == 1 ? " image lies" : " images lie")
                        + " outside the class folders, where none is read");
            }
            for (Path table : TableFolders.named(root)) {
                to.notice(table.getFileName() + " names images of this folder, too: point at it to read what it lists");
            }
        }

        /** Why it is left out whatever it holds; null: it may be an image. */
        private static @Nullable String ofItself(Path file) {
            String name = file.getFileName().toString();
            if (OF_SYSTEMS.contains(name) || name.startsWith("._")) {
                return "of macOS, Windows or a NAS";
            }
            return DatasetFiles.isHidden(file) ? "hidden, by the dot that its name begins with" : null;
        }

        private static String notAnImage(Path file) {
            String ending = DatasetFiles.ending(file);
            return ending.isEmpty() ? "no image: no ending" : "no image: ." + ending;
        }

        private static String stem(Path file) {
            String name = file.getFileName().toString();
            return name.substring(0, name.length() - DatasetFiles.ending(file).length())
                    .toLowerCase(Locale.ROOT);
        }
    }

    /** Most often someone points at a folder too high or too low, or at that of a table. */
    private static String nothingFound(Path root) throws IOException {
        String wanted = "no images found; expected one folder per class, with images in it";
        List<String> ways = new ArrayList<>();
        first(root, TABLE).ifPresent(table -> ways.add("there is " + table + ": point at that file"));
        first(root, WORKBOOK)
                .ifPresent(book -> ways.add("there is " + book + ": save its sheet as CSV UTF-8, and point at that"));
        if (!children(root, ImageFolders::isImage).isEmpty()) {
            ways.add("there are images without a class folder: point at the folder above");
        }
        for (Path folder : ways.isEmpty() ? children(root, Files::isDirectory) : List.<Path>of()) {
            if (!children(folder, Files::isDirectory).isEmpty()) {
                ways.add("folder '" + folder.getFileName() + "' holds folders: ask for the split '"
                        + folder.getFileName() + "' or point at it");
                break;
            }
        }
        return ways.isEmpty() ? wanted : wanted + "; " + String.join("; or ", ways);
    }

    private static Optional<Path> first(Path root, Pattern name) throws IOException {
        return children(root, file -> name.matcher(file.toString()).matches()).stream()
                .map(Path::getFileName)
                .findFirst();
    }

    /**
     * The classes that image folders stand for.
     *
     * @param labels in the order of the folders
     * @param indices of the folders in the list
     * @param isListed false: folders have numbers, and nobody has said what they mean
     */
    private record FolderClasses(List<String> labels, List<Integer> indices, ClassList list, boolean isListed) {
        /**
         * Without a class list a folder's name is the class's, or, if it is a wnid, the synset's where a file beside the folders
         * names it. A class list either holds the folders' names, or names the folders in their order, as ImageNet's class list
         * does for its folders {@code n01440764}, …, or by their wnids or numbers.
         *
         * @param list that was given, is the benchmark's, or lies beside the folders
         */
        static FolderClasses of(Path source, List<String> folders, ClassList list, ReadOptions options)
                throws DatasetException {
            Path listed = options.classesFile();
            if (Synsets.areWnids(folders)) {
                Optional<Synsets> synsets = listed == null ? Synsets.beside(source) : Synsets.of(listed);
                if (synsets.isPresent() && synsets.get().names().keySet().containsAll(folders)) {
                    return named(folders, synsets.get());
                }
            }
            List<Integer> numbers = new ClassList(folders).numbers();
            if (!list.isKnown()) {
                return inOrder(folders, numbers.isEmpty());
            }
            Map<String, Integer> indices = list.indices();
            if (indices.keySet().containsAll(folders)) {
                return new FolderClasses(
                        folders, folders.stream().map(indices::get).toList(), list, true);
            }
            if (list.names().size() == folders.size()) {
                return numbers.isEmpty() ? inOrder(list.names(), true) : numbered(ranks(numbers), list);
            }
            if (!numbers.isEmpty() && Collections.max(numbers) < list.names().size()) {
                return numbered(numbers, list);
            }
            String given = listed != null
                    ? listed.toString()
                    : options.classNames().isEmpty() ? "the class list beside them" : "the benchmark";
            throw new DatasetException(
                    source,
                    "there are " + folders.size() + " class folders, but " + given + " lists "
                            + list.names().size() + " classes, and they are not the folders' names");
        }

        private static FolderClasses inOrder(List<String> names, boolean isListed) {
            return new FolderClasses(
                    names, IntStream.range(0, names.size()).boxed().toList(), new ClassList(names), isListed);
        }

        private static FolderClasses numbered(List<Integer> places, ClassList list) {
            return new FolderClasses(places.stream().map(list.names()::get).toList(), places, list, true);
        }

        /** Folder 10 comes after folder 9, whatever the first one's number is. */
        private static List<Integer> ranks(List<Integer> numbers) {
            List<Integer> sorted = numbers.stream().sorted().toList();
            return numbers.stream()
                    .map(number -> Collections.binarySearch(sorted, number))
                    .toList();
        }

        /** Two synsets may have one name; each folder keeps its own index. */
        private static FolderClasses named(List<String> folders, Synsets synsets) {
            List<String> labels = folders.stream().map(synsets.names()::get).toList();
            if (!synsets.classes()) {
                return inOrder(labels, true);
            }
            List<String> wnids = new ArrayList<>(synsets.names().keySet());
            return new FolderClasses(
                    labels,
                    folders.stream().map(wnids::indexOf).toList(),
                    new ClassList(List.copyOf(synsets.names().values())),
                    true);
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
