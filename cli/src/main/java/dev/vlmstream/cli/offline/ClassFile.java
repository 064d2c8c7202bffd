package dev.vlmstream.cli.offline;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Class names in a file: a JSON array, or one per line. */
public final class ClassFile {
    private ClassFile() {}

    /** @throws CommandFailure if there are none */
    public static List<String> read(Path file) {
        try {
            String text = TextFile.read(file).strip();
            List<String> names = text.startsWith("[")
                    ? Arrays.asList(Json.MAPPER.readValue(text, String[].class))
                    : text.lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList();
            if (names.isEmpty()) {
                throw new CommandFailure(file + " has no class names; write a JSON array, or one name per line");
            }
            if (names.contains(null)) {
                throw new CommandFailure(file + ": one of the class names is null; write its name, or leave it out");
            }
            return names;
        } catch (JsonProcessingException e) {
            throw new CommandFailure(
                    file + ": no class names could be read (a JSON array, or one name per line): "
                            + e.getOriginalMessage(),
                    e);
        }
    }
}
