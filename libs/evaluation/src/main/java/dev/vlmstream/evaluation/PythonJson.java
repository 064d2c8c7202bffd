package dev.vlmstream.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** JSON byte by byte as Python's {@code json.dumps} writes it. */
public final class PythonJson {
    private static final Separators SEPARATORS = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    private static final DefaultPrettyPrinter INDENTED = printer(SEPARATORS, new DefaultIndenter("  ", "\n"));
    private static final DefaultPrettyPrinter LINE = printer(
            SEPARATORS.withObjectEntrySpacing(Separators.Spacing.AFTER).withArrayValueSpacing(Separators.Spacing.AFTER),
            DefaultPrettyPrinter.NopIndenter.instance);

    private static final JsonMapper ALL_SCRIPTS = new JsonMapper();
    private static final JsonMapper ASCII = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();

    private PythonJson() {}

    private static DefaultPrettyPrinter printer(Separators separators, DefaultPrettyPrinter.Indenter indenter) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
        printer.indentArraysWith(indenter);
        printer.indentObjectsWith(indenter);
        return printer;
    }

    /** In one line, all that is not ASCII escaped, as is done unless asked otherwise. */
    public static String ascii(JsonNode value) {
        return write(ASCII.writer(LINE).with(new DeleteEscaped()), value);
    }

    /** In one line, characters of all scripts as they are: {@code ensure_ascii=False}. */
    public static String line(JsonNode value) {
        return write(ALL_SCRIPTS.writer(LINE), value);
    }

    /** Over several lines, characters of all scripts as they are: {@code indent=2, ensure_ascii=False}. */
    public static String indented(JsonNode value) {
        return write(ALL_SCRIPTS.writer(INDENTED), value);
    }

    private static String write(ObjectWriter writer, JsonNode value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }

    /** The one character of ASCII that Python escapes and Jackson does not. */
    private static final class DeleteEscaped extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final char DELETE = 0x7f;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] escapes = standardAsciiEscapesForJSON();
            escapes[DELETE] = ESCAPE_STANDARD;
            return escapes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }
}
