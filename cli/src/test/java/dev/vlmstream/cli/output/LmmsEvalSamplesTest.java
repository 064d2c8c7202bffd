package dev.vlmstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.rest.Sparse;
import dev.vlmstream.rest.items.ItemLine;
import org.junit.jupiter.api.Test;

class LmmsEvalSamplesTest {
    private static ItemLine line(String rest) {
        return Sparse.read(
                "{\"run\": \"r\", \"item\": \"i\", \"image\": \"a.png\", \"question\": \"What?\","
                        + " \"label\": \"ant\", \"model\": \"m\", " + rest + "}",
                ItemLine.class);
    }

    @Test
    void anAnswerHasTheFieldsThatLmmsEvalLogs() {
        JsonNode sample = new LmmsEvalSamples()
                .of(line(
                        "\"status\": \"answered\", \"answer\": \"An ant.\", \"parsed\": null, \"prompt\": \"USER: What?\","
                                + " \"rules\": {\"exact\": false, \"label-inclusion\": true}"))
                .orElseThrow();
        assertThat(sample.fieldNames())
                .toIterable()
                .containsExactly(
                        "doc_id",
                        "doc",
                        "target",
                        "arguments",
                        "resps",
                        "filtered_resps",
                        "doc_hash",
                        "exact",
                        "label-inclusion");
        assertThat(sample.path("resps").toString()).isEqualTo("[[\"An ant.\"]]");
        assertThat(sample.path("filtered_resps").toString()).isEqualTo("[\"An ant.\"]");
        assertThat(sample.path("arguments").toString()).isEqualTo("[\"USER: What?\"]");
        assertThat(sample.path("label-inclusion").asDouble()).isEqualTo(1.0);
        assertThat(sample.path("exact").asDouble()).isZero();
    }

    @Test
    void aRankingAnswersWithItsFirstPlaceAndAParsedAnswerIsTheFilteredOne() {
        LmmsEvalSamples samples = new LmmsEvalSamples();
        JsonNode ranked = samples.of(
                        line("\"status\": \"answered\", \"ranking\": [{\"name\": \"bee\"}, {\"name\": \"ant\"}]"))
                .orElseThrow();
        JsonNode parsed = samples.of(line("\"status\": \"answered\", \"answer\": \"It is (B).\", \"parsed\": \"B\""))
                .orElseThrow();
        assertThat(ranked.path("filtered_resps").path(0).asText()).isEqualTo("bee");
        assertThat(parsed.path("filtered_resps").path(0).asText()).isEqualTo("B");
        assertThat(parsed.path("doc_id").asInt()).isEqualTo(1);
    }

    @Test
    void partCreditIsTheGrade() {
        JsonNode sample = new LmmsEvalSamples()
                .of(line("\"status\": \"answered\", \"answer\": \"x\", \"rules\": {\"anls\": true, \"exact\": true},"
                        + " \"grades\": {\"anls\": 0.75}"))
                .orElseThrow();
        assertThat(sample.path("anls").asDouble()).isEqualTo(0.75);
        assertThat(sample.path("exact").asDouble()).isOne();
    }

    @Test
    void whatFailedIsLeftOutAndCounted() {
        LmmsEvalSamples samples = new LmmsEvalSamples();
        assertThat(samples.of(line("\"status\": \"failed\""))).isEmpty();
        assertThat(samples.leftOut()).isEqualTo(1);
    }
}
