package dev.vlmstream.datasets;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads datasets from the file system. What a path holds is told by its content, not by its ending. */
public final class Datasets {
    private Datasets() {}

    /**
     * Reads and checks a dataset: a file of JSON lines or one JSON array with the study's field names ({@code image},
     * {@code label}, {@code label_idx}, {@code split}, {@code text}), or a folder of image folders, one a class.
     *
     * @throws DatasetException if anything in what was asked for cannot be used; the message lists up to five problems
     *     with their lines
     */
    public static Dataset read(Path path, ReadOptions options) throws DatasetException {
        if (Files.isDirectory(path)) {
            return ImageFolders.read(path, options);
        }
        if (!Files.exists(path)) {
            throw new DatasetException(path, "no such file or folder");
        }
        requireFile(path);
        return JsonDataset.read(path, options);
    }

    /** A pipe would be waited for without end, and a device read without end. */
    static void requireFile(Path path) throws DatasetException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new DatasetException(path, "it is no regular file, but a pipe or a device; write it to a file first");
        }
    }

    /** The file's name without its ending. */
    static String name(Path path) {
        String name = path.toAbsolutePath().normalize().getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 && !Files.isDirectory(path) ? name.substring(0, dot) : name;
    }

    /** What went wrong, in words; many exceptions of the file system carry nothing but the path. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not UTF-8 text";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
