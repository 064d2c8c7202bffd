package dev.vlmstream.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonItemsTest {
    @Test
    void aLineOfTheStudyIsReadAsItIs() {
        PushedItem item = parse("{'image': './data/1.jpg', 'label': 'ant', 'label_idx': 310, 'split': 'valid'}");
        assertThat(item.imageAddress()).isEqualTo("./data/1.jpg");
        assertThat(item.imageBytes()).isNull();
        assertThat(item.label()).isEqualTo("ant");
        assertThat(item.labelIndex()).isEqualTo(310);
        assertThat(item.split()).isEqualTo("valid");
        assertThat(item.id()).isNull();
        assertThat(item.run()).isNull();
        assertThat(item.text()).isNull();
        assertThat(item.choices()).isEmpty();
        assertThat(item.answers()).isEmpty();
    }

    @Test
    void allFieldsAreRead() {
        PushedItem item = parse("{'id': 'i', 'run': 'r', 'image': 's3://b/k.png', 'text': 'Which?', 'label': 'B',"
                + " 'choices': ['a', 'b'], 'answers': ['x'], 'wiki': 'ignored', 'split': null}");
        assertThat(item.id()).isEqualTo("i");
        assertThat(item.run()).isEqualTo("r");
        assertThat(item.imageAddress()).isEqualTo("s3://b/k.png");
        assertThat(item.text()).isEqualTo("Which?");
        assertThat(item.choices()).containsExactly("a", "b");
        assertThat(item.answers()).containsExactly("x");
        assertThat(item.split()).isNull();
    }

    @Test
    void aDataUriCarriesTheImageItself() {
        PushedItem item = parse("{'image': 'data:image/png;base64,AQID', 'label': 'ant'}");
        assertThat(item.imageBytes()).containsExactly(1, 2, 3);
        assertThat(item.imageAddress()).isNull();
    }

    @Test
    void bytesBesideAnAddressKeepItAsTheName() {
        PushedItem item = parse("{'image': 'ant.png', 'image_bytes': 'AQID', 'label': 'ant'}");
        assertThat(item.imageBytes()).containsExactly(1, 2, 3);
        assertThat(item.imageAddress()).isEqualTo("ant.png");
    }

    @Test
    void oneImageMayBeInAList() {
        assertThat(parse("{'image': ['ant.png'], 'label': 'ant'}").imageAddress())
                .isEqualTo("ant.png");
        assertThat(parse("{'image': [{'path': 'ant.png'}], 'label': 'ant'}").imageAddress())
                .isEqualTo("ant.png");
    }

    @Test
    void aCharacterMayBeEscapedInTwoHalves() {
        assertThat(parse("{'image': 'ant.png', 'label': '\\ud83d\\ude00'}").label())
                .isEqualTo("\ud83d\ude00");
    }

    @Test
    void aQuestionNeedsNoImageAndAnOpenQuestionNoLabel() {
        assertThat(parse("{'text': 'What is 1 + 1?', 'answers': ['2']}").label())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | missing 'image' (or 'text' for a question without an image) and 'label' (or 'answers' for an"
                        + " open question)",
                "{'image': 'a.png'} | missing 'label' (or 'answers' for an open question)",
                "{'label': 'ant'} | missing 'image' (or 'text' for a question without an image)",
                "{'image': 3, 'label': 'ant'} | field 'image' must be a string, got 3",
                "{'image': 'a', 'label': 'ant', 'label_idx': 1.5} | field 'label_idx' must be an integer, got 1.5",
                "{'image': 'a', 'label': 'ant', 'choices': 'x'} | field 'choices' must be an array of strings, got \"x\"",
                "{'image': 'a', 'label': 'ant', 'answers': [1]} | field 'answers' must be an array of strings, got [1]",
                "{'image': 'data:image/png,xyz', 'label': 'a'} | field 'image' is a data: URI without ';base64,'",
                "[1] | an item must be a JSON object, got a JSON array",
            })
    void whatIsWrongIsNamed(String json, String message) {
        assertThatExceptionOfType(InvalidItemException.class)
                .isThrownBy(() -> parse(json))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'image_bytes': '###', 'label': 'ant'} | field 'image_bytes' is not base64",
                "{'image': 'data:;base64,#', 'label': 'ant'} | the data: URI in field 'image' is not base64",
                "{'image' | invalid JSON: Unexpected end-of-input",
                "{} {} | invalid JSON: Trailing token",
                "ant.jpg | invalid JSON: Unrecognized token",
                "{'label': 'ant', 'label': 'bee'} | invalid JSON: Duplicate field 'label'",
                "{'label': 'ant', 'weight': NaN} | invalid JSON: Non-standard token 'NaN' is no JSON; write null instead",
                "`` | an item must be a JSON object, got nothing",
                "{'label': 'ant', 'image': 'caf\\udce9.jpg'} | invalid JSON: half a character in \"caf",
                "{'label': 'ant', 'text': '?', 'fields': {'\\uD83D': ''}} | invalid JSON: Broken surrogate pair in field name",
            })
    void whatIsNoItemIsRefused(String json, String message) {
        assertThatExceptionOfType(InvalidItemException.class)
                .isThrownBy(() -> parse(json))
                .withMessageStartingWith(message);
    }

    /** As Python's encodebytes, JavaScript's FileReader, and encoders for URLs write them. */
    @ParameterizedTest
    @ValueSource(strings = {"/9j/+w==", "/9j/+w", "_9j_-w", "/9j/\\n+w==\\n", "data:image/jpeg;base64,/9j/+w=="})
    void anImagesBytesAreBase64InAnyOfItsForms(String text) {
        assertThat(parse("{'label': 'ant', 'image_bytes': '" + text + "'}").imageBytes())
                .isEqualTo(new byte[] {-1, -40, -1, -5});
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"x\":',                  1000000, '',  'Document nesting depth'",
        "'[',                         101,     '',  'Document nesting depth'",
        "'[],',                       1000000, '0', 'Token count'",
        "'12345678901234567890',      60,      '',  'Number value length'"
    })
    void whatATreeHasNoRoomForIsRefused(String part, int times, String end, String message) {
        String json = "{\"a\":[" + part.repeat(times) + end;
        assertThatExceptionOfType(InvalidItemException.class)
                .isThrownBy(() -> JsonItems.parse(json.getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining(message);
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThatExceptionOfType(InvalidItemException.class)
                .isThrownBy(() -> JsonItems.parse(new byte[] {0, 0, 0, '{', 'n', '`', 'c', '/'}))
                .withMessageStartingWith("invalid JSON: Invalid UTF-32 character");
    }

    private static PushedItem parse(String json) {
        return JsonItems.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
