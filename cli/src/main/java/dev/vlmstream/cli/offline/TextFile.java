package dev.vlmstream.cli.offline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that people wrote: UTF-8, with or without the byte order mark that some editors begin them with. */
public final class TextFile {
    private static final String MARK = "\uFEFF";

    private TextFile() {}

    /** The text without the mark that may begin it. */
    public static String unmarked(String text) {
        return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    }

    /** @throws CommandFailure naming the file and why it cannot be read */
    public static String read(Path file) {
        try {
            return unmarked(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new CommandFailure(file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new CommandFailure(file + " is not UTF-8; save it as UTF-8", e);
        } catch (IOException e) {
            throw new CommandFailure(
                    file
                            + (Files.isDirectory(file)
                                    ? " is a folder, not a file"
                                    : " cannot be read: " + e.getMessage()),
                    e);
        }
    }

    /** @throws CommandFailure naming the file and, where it is no JSON, the line */
    public static JsonNode json(Path file) {
        try {
            return Json.MAPPER.readTree(read(file));
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw new CommandFailure(file + line + ": no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
