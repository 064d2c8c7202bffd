package dev.vlmstream.datasets;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A dataset cannot be used as it is. The message names the file, up to five problems with their lines, and the fix. */
public final class DatasetException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 5;

    private final transient List<String> problems;

    public DatasetException(Path source, List<String> problems) {
        this(source, problems, List.of());
    }

    /** @param remedies what can be done about them, a line each */
    DatasetException(Path source, List<String> problems, Collection<String> remedies) {
        super(Stream.concat(Stream.of(message(source, problems)), remedies.stream())
                .collect(Collectors.joining("\n  ")));
        this.problems = List.copyOf(problems);
    }

    public DatasetException(Path source, String problem) {
        this(source, List.of(problem));
    }

    private static String message(Path source, List<String> problems) {
        // The path of the current directory is empty.
        String name = source.toString().isEmpty() ? "." : source.toString();
        if (problems.size() == 1) {
            return name + ": " + problems.get(0);
        }
        StringBuilder message = new StringBuilder(name + ": " + problems.size() + " problems");
        problems.stream().limit(SHOWN).forEach(problem -> message.append("\n  ").append(problem));
        if (problems.size() > SHOWN) {
            message.append("\n  … and ").append(problems.size() - SHOWN).append(" more");
        }
        return message.toString();
    }

    /** All problems, in the order of the file. */
    public List<String> problems() {
        return problems == null ? List.of() : problems;
    }

    /** What went wrong, in words; many exceptions of the file system carry nothing but the path. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not UTF-8 text; save it as UTF-8";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
