package dev.vlmstream.cli.output;

import dev.vlmstream.cli.command.WrongValue;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/**
 * What {@code --out} names. It is a folder only if one is there or the name ends in a slash: no file's name is ever made a folder's.
 *
 * @param path as it was given
 */
public record OutputPath(Path path, boolean isFolder) {
    /** What a path that ends in a slash ends in instead: paths know no slash at their end. */
    private static final String HERE = ".";

    /** Of options whose value {@link #of} is given. They are paths, which shells complete. */
    public static final class Converter implements ITypeConverter<Path> {
        @Override
        public Path convert(String name) {
            return name.endsWith("/") || name.endsWith("\\") ? Path.of(name, HERE) : Path.of(name);
        }
    }

    /** @param given as {@link Converter} read it */
    public static OutputPath of(Path given) {
        boolean slash = given.endsWith(HERE) && given.getParent() != null;
        return new OutputPath(slash ? given.getParent() : given, slash || Files.isDirectory(given));
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
