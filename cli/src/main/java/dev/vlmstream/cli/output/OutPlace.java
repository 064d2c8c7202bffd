package dev.vlmstream.cli.output;

import dev.vlmstream.cli.WrongValue;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/**
 * What {@code --out} names. It is a folder only if one is there or the name ends in a slash: no file's name is ever made a folder's.
 *
 * @param path as it was given
 */
public record OutPlace(Path path, boolean isFolder) {
    /** For options that take either. */
    public static final class Converter implements ITypeConverter<OutPlace> {
        @Override
        public OutPlace convert(String name) {
            return of(name);
        }
    }

    public static OutPlace of(String name) {
        Path path = Path.of(name);
        return new OutPlace(path, name.endsWith("/") || name.endsWith("\\") || Files.isDirectory(path));
    }

    /** The file that is named, or in the folder that is named one of this name. */
    public Path file(String name) {
        return isFolder ? path.resolve(name) : path;
    }

    /** @throws WrongValue if it is a file's name */
    public Path folder() {
        if (isFolder) {
            return path;
        }
        throw new WrongValue("--out " + path
                + (Files.exists(path)
                        ? " is a file, and a folder is needed; name another"
                        : " would be a file, and a folder is needed; write " + path + "/"));
    }

    /**
     * Of an option that takes a file alone.
     *
     * @param example a name for the file in the message
     * @throws WrongValue if it is a folder's name
     */
    public Path fileAlone(String example) {
        if (isFolder) {
            throw new WrongValue(
                    "--out " + path + " is a folder, and a file is needed; name one in it: " + path.resolve(example));
        }
        return path;
    }
}
