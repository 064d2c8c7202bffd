package dev.vlmstream.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Beside what CPython 3.12 writes. */
class PythonJsonTest {
    private static final ObjectNode VALUE = value();

    private static ObjectNode value() {
        ObjectNode value = new ObjectMapper().createObjectNode();
        value.put("é", "a\"b\\c/\u0001\b\f\n\r\t\u007f ÿ \u2028 😀 " + '\ud83d');
        value.putArray("list").add(1).add(0.5).addNull().add(true);
        value.putObject("none");
        value.putArray("empty");
        return value;
    }

    @Test
    void asciiEscapesAllThatIsNotAscii() {
        assertThat(PythonJson.ascii(VALUE))
                .isEqualTo(
                        "{\"\\u00e9\": \"a\\\"b\\\\c/\\u0001\\b\\f\\n\\r\\t\\u007f \\u00ff \\u2028 \\ud83d\\ude00 \\ud83d\","
                                + " \"list\": [1, 0.5, null, true], \"none\": {}, \"empty\": []}");
    }

    @Test
    void aLineLeavesAllScriptsAsTheyAre() {
        ObjectNode plain = value();
        plain.put("é", "ÿ 😀 \u007f \n");
        assertThat(PythonJson.line(plain))
                .isEqualTo("{\"é\": \"ÿ 😀 \u007f \\n\", \"list\": [1, 0.5, null, true], \"none\": {}, \"empty\": []}");
    }

    @Test
    void indentedHasTwoSpacesALevel() {
        ObjectNode value = new ObjectMapper().createObjectNode();
        value.putArray("list").add(1).addObject().put("é", "ü");
        value.putArray("empty");
        assertThat(PythonJson.indented(value))
                .isEqualTo("{\n  \"list\": [\n    1,\n    {\n      \"é\": \"ü\"\n    }\n  ],\n  \"empty\": []\n}");
    }
}
