package dev.vlmstream.cli.frequency;

import dev.vlmstream.cli.command.CommandFailure;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A corpus as people have it: files, or folders of files. */
public final class CorpusFiles {
    private CorpusFiles() {}

    /**
     * The files of a corpus, of folders those within.
     *
     * @throws CommandFailure if one is missing, or a folder has none
     */
    public static List<Path> of(List<Path> corpus) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : corpus) {
            if (!Files.exists(path)) {
                throw new CommandFailure(path + " does not exist");
            }
            if (Files.isDirectory(path)) {
                files.addAll(within(path));
            } else {
                files.add(path);
            }
        }
        return files;
    }

    private static List<Path> within(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> files = paths.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(".*\\.jsonl?(\\.gz)?"))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new CommandFailure(folder + " has no *.json, *.jsonl or either packed as .gz");
            }
            return files;
        }
    }
}
