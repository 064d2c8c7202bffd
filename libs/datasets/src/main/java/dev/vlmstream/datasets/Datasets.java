package dev.vlmstream.datasets;

import dev.vlmstream.datasets.csv.CsvFormat;
import dev.vlmstream.datasets.folders.ImageFolders;
import dev.vlmstream.datasets.json.JsonFormat;
import dev.vlmstream.datasets.parquet.ParquetFormat;
import dev.vlmstream.datasets.webdataset.WebDatasetFormat;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads datasets from the file system. What a path holds is told by its content, not by its ending. */
public final class Datasets {
    /** In the order in which they are asked. */
    private static final List<DatasetFormat> FORMATS =
            List.of(new ParquetFormat(), new WebDatasetFormat(), new ImageFolders(), new CsvFormat(), new JsonFormat());

    private Datasets() {}

    /**
     * Reads and checks a dataset, all but the bytes of its images.
     *
     * @param path a file, a folder, or several files as {@code shard-{000..099}.tar}
     * @throws DatasetException if anything in what was asked for cannot be used; the message lists up to five problems
     *     with their lines
     */
    public static Dataset read(Path path, ReadOptions options) throws DatasetException {
        try {
            Source source = Source.of(path);
            Reading reading = new Reading(source, options);
            for (DatasetFormat format : FORMATS) {
                if (format.recognises(source)) {
                    if (options.join() != null && !format.joins()) {
                        throw new DatasetException(
                                path, "it is no JSON, whose rows alone are joined with those of " + options.join());
                    }
                    format.read(source, reading);
                    return reading.dataset();
                }
            }
            throw new DatasetException(path, "it is no dataset of a known format");
        } catch (IOException e) {
            throw new DatasetException(path, "cannot read the dataset: " + reason(e));
        }
    }

    /** Whether there is something under that name, be it several files as {@code shard-{000..099}.tar}. */
    public static boolean exists(Path path) {
        return Source.exists(path);
    }

    /** A pipe would be waited for without end, and a device read without end. */
    static void requireFile(Path path) throws DatasetException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new DatasetException(path, "it is no regular file, but a pipe or a device; write it to a file first");
        }
    }

    /** The file's name without its ending, and without the numbers of several files. */
    static String name(Path path) {
        String name = path.toAbsolutePath().normalize().getFileName().toString();
        if (Files.isDirectory(path)) {
            return name;
        }
        String whole = name.replaceFirst("[-_.]?\\{.*\\}", "").replaceFirst("(?<=.)\\.tar\\.\\w+$", ".tar");
        int dot = whole.lastIndexOf('.');
        return dot > 0 ? whole.substring(0, dot) : whole;
    }

    /** What went wrong, in words; many exceptions of the file system carry nothing but the path. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not UTF-8 text";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
