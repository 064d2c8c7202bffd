package dev.vlmstream.datasets.formats;

import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetFiles;
import dev.vlmstream.datasets.DatasetFormat;
import dev.vlmstream.datasets.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of images and of a table that names them: {@code metadata.jsonl} or {@code metadata.csv} with {@code file_name}, in
 * the folder or in that of a split, as the hub's library writes them; or one table of another name, as the study's files lie.
 */
public final class TableFolders implements DatasetFormat {
    private static final List<String> METADATA = List.of("metadata.jsonl", "metadata.csv");
    private static final Set<String> TABLES = Set.of("jsonl", "ndjson", "json", "csv", "tsv");
    private static final String FILE_NAME = "file_name";
    private static final int START = 1 << 16;
    private static final int MOST_NAMES = 20;
    private static final Pattern NAME =
            Pattern.compile("[^\"',;|\\t\\n\\r{}\\[\\]]+\\.\\w{2,5}(?=[\"',;|\\t\\n\\r]|$)");

    /** Class folders beside a table that is called otherwise are the dataset; of a single one it may be that of the images. */
    @Override
    public boolean recognises(DatasetFiles source) throws IOException {
        if (!source.isFolder()) {
            return false;
        }
        Path folder = source.path();
        return metadata(folder).isPresent()
                || !ofSplits(folder).isEmpty()
                || !named(folder).isEmpty() && ImageFolders.withImages(folder).size() < 2;
    }

    @Override
    public void read(DatasetFiles source, Reading to) throws IOException, DatasetException {
        Path folder = source.path();
        Optional<Path> metadata = metadata(folder);
        if (metadata.isPresent()) {
            read(metadata.get(), null, to);
            return;
        }
        String split = to.options().split();
        List<Path> ofSplits = ofSplits(folder);
        if (!ofSplits.isEmpty()) {
            Path wanted = ofSplits.stream()
                    .filter(table ->
                            split == null ? ofSplits.size() == 1 : name(table).equals(split))
                    .findFirst()
                    .orElseThrow(() -> new DatasetException(
                            folder,
                            (split == null ? "say which split to read" : "there is no split '" + split + "'")
                                    + "; there are tables of images in "
                                    + ofSplits.stream().map(TableFolders::name).collect(Collectors.joining(", "))));
            read(wanted, name(wanted), to);
            return;
        }
        List<Path> named = named(folder);
        if (named.size() > 1) {
            throw new DatasetException(
                    folder,
                    "each of its tables "
                            + named.stream()
                                    .map(table -> table.getFileName().toString())
                                    .collect(Collectors.joining(", "))
                            + " names images; point at the one that is meant");
        }
        to.notice("read by " + named.get(0).getFileName() + ", which names the folder's images");
        read(named.get(0), null, to);
    }

    private static void read(Path table, @Nullable String split, Reading to) throws IOException, DatasetException {
        to.within(table.toAbsolutePath().getParent(), split);
        to.classes(ClassList.find(table, to.options()));
        DatasetFiles file = DatasetFiles.of(table);
        DatasetFormat csv = new CsvFormat();
        (csv.recognises(file) ? csv : new JsonFormat()).read(file, to);
    }

    private static String name(Path table) {
        return String.valueOf(table.toAbsolutePath().getParent().getFileName());
    }

    /** Files of that name without that column are about something else. */
    private static Optional<Path> metadata(Path folder) throws IOException {
        for (String name : METADATA) {
            Path table = folder.resolve(name);
            if (Files.isRegularFile(table) && start(table).contains(FILE_NAME)) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    private static String start(Path table) throws IOException {
        return new String(DatasetFiles.start(table, START), StandardCharsets.UTF_8).replace("\\/", "/");
    }

    /** Where each folder that holds images has its own. */
    private static List<Path> ofSplits(Path folder) throws IOException {
        List<Path> tables = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.filter(Files::isDirectory).sorted().toList()) {
                metadata(child).ifPresent(tables::add);
            }
        }
        if (!tables.isEmpty()) {
            for (Path child : ImageFolders.withImages(folder)) {
                if (metadata(child).isEmpty()) {
                    return List.of();
                }
            }
        }
        return tables;
    }

    /** Tables of the folder whose first rows name images that are there. */
    static List<Path> named(Path folder) throws IOException {
        List<Path> tables = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            tables.addAll(children.filter(file -> TABLES.contains(DatasetFiles.ending(file)))
                    .filter(file -> !DatasetFiles.isHidden(file) && Files.isRegularFile(file))
                    .sorted()
                    .toList());
        }
        List<Path> named = new ArrayList<>();
        for (Path table : tables) {
            boolean names = NAME.matcher(start(table))
                    .results()
                    .map(MatchResult::group)
                    .limit(MOST_NAMES)
                    .anyMatch(name -> isThere(folder, name.strip()));
            if (names) {
                named.add(table);
            }
        }
        return named;
    }

    private static boolean isThere(Path folder, String name) {
        try {
            Path image = folder.resolve(name).normalize();
            return image.startsWith(folder.normalize()) && DatasetFiles.isImage(image) && Files.isRegularFile(image);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
