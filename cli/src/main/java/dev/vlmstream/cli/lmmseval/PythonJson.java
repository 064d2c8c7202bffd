package dev.vlmstream.cli.lmmseval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.vlmstream.cli.output.Json;
import java.io.IOException;

/** JSON with the spaces of Python's {@code json.dumps}, which leaves characters of all scripts as they are. */
final class PythonJson {
    private static final Separators SEPARATORS = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    private static final DefaultIndenter TWO_SPACES = new DefaultIndenter("  ", "\n");
    private static final DefaultPrettyPrinter.NopIndenter NONE = DefaultPrettyPrinter.NopIndenter.instance;

    private static final ObjectWriter LINE = writer(
            SEPARATORS.withObjectEntrySpacing(Separators.Spacing.AFTER).withArrayValueSpacing(Separators.Spacing.AFTER),
            NONE);
    private static final ObjectWriter INDENTED = writer(SEPARATORS, TWO_SPACES);

    private PythonJson() {}

    private static ObjectWriter writer(Separators separators, DefaultPrettyPrinter.Indenter indenter) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
        printer.indentArraysWith(indenter);
        printer.indentObjectsWith(indenter);
        return Json.MAPPER.writer(printer);
    }

    /** In one line. */
    static String line(JsonNode value) {
        return write(LINE, value);
    }

    /** {@code indent=2}. */
    static String indented(JsonNode value) {
        return write(INDENTED, value);
    }

    /** A field of a line that was written. */
    static String text(String line, String field) throws IOException {
        return Json.MAPPER.readTree(line).path(field).asText();
    }

    private static String write(ObjectWriter writer, JsonNode value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }
}
