package dev.vlmstream.datasets.webdataset;

import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetFormat;
import dev.vlmstream.datasets.Reading;
import dev.vlmstream.datasets.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tar shards of WebDataset, plain, gzip or Zstandard: members with one key, the path up to the first dot of the file's name,
 * are a sample. Its image, its {@code .json} with fields, its {@code .cls} with the class's name or index, and its {@code
 * .txt} are read; other members are not. Images of packed shards are laid in a temporary file, since packed ones have no
 * places to come back to.
 */
public final class WebDatasetFormat implements DatasetFormat {
    /** Of a folder's files; what has none among this many is none. */
    private static final int LOOKED_AT = 100;

    /** As CLIP_benchmark has it, above its shards. */
    private static final String CLASS_NAMES = "classnames.txt";

    @Override
    public boolean recognises(Source source) throws IOException {
        for (Path file : source.files().stream().limit(LOOKED_AT).toList()) {
            if (Shard.isOne(file)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void read(Source source, Reading to) throws IOException, DatasetException {
        List<Path> shards = source.isFolder() ? shards(source.files()) : source.files();
        Path folder = shards.get(0).toAbsolutePath().normalize().getParent();
        Path names = Stream.of(folder, folder.resolveSibling("."))
                .map(dir -> dir.resolve(CLASS_NAMES).normalize())
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
        if (names != null) {
            to.classes(ClassList.read(names));
        }
        ShardRows rows = new ShardRows(to);
        for (Path shard : shards) {
            rows.read(Shard.of(shard));
        }
    }

    private static List<Path> shards(List<Path> files) throws IOException {
        List<Path> shards = new ArrayList<>();
        for (Path file : files) {
            if (Shard.isOne(file)) {
                shards.add(file);
            }
        }
        return shards;
    }
}
