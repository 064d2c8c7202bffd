package dev.vlmstream.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.runs.RunDetails;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static <T> T read(String json, Class<T> type) {
        return Answers.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), type, "the answer");
    }

    @Test
    void whatANewerServiceAddsIsSkipped() {
        RuleMetrics rule = read(
                "{\"n\": 2, \"correct\": 1, \"accuracy\": 0.5, \"low\": 0.1, \"high\": 0.9, \"median\": {\"a\": []}}",
                RuleMetrics.class);
        assertThat(rule).isEqualTo(new RuleMetrics(2, 1, 0.5, 0.1, 0.9, null));
    }

    @Test
    void whatIsMissingIsNamedWithItsPlaceAndACure() {
        String model = Sparse.whole("{\"model\": \"m\"}", ModelMetrics.class);
        String run = "{\"run\": \"r\", \"task\": \"t\", \"items\": 4, \"complete\": true, \"models\": [" + model + "]}";
        assertThat(read(run, RunMetrics.class).models().get(0).model()).isEqualTo("m");

        assertThatThrownBy(() -> read(run.replace("\"answered\":0,", ""), RunMetrics.class))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(
                        "the answer has no \"models[0].answered\"; use a command and a service of the same version");
        assertThatThrownBy(() -> read(run.replace("\"task\": \"t\",", ""), RunMetrics.class))
                .hasMessageStartingWith("the answer has no \"task\"; use");
        assertThatThrownBy(() -> read("{\"run\": \"r\", \"task\": \"t\"}", RunDetails.class))
                .hasMessageStartingWith("the answer has no \"dataset\"; use");
    }

    @Test
    void whatMayBeLeftOutIsNullOrEmpty() {
        ItemLine line =
                read(Sparse.whole("{\"run\": \"r\"}", ItemLine.class).replace("\"ranking\":[],", ""), ItemLine.class);
        assertThat(line.answer()).isNull();
        assertThat(line.ranking()).isEmpty();
        assertThat(line.verdicts()).isEmpty();
    }

    @Test
    void anUndefinedNumberIsNullAndAWrongOneIsRefused() {
        assertThat(read(
                                "{\"n\": 0, \"correct\": 0, \"accuracy\": null, \"low\": null, \"high\": null}",
                                RuleMetrics.class)
                        .accuracy())
                .isNull();
        assertThatThrownBy(() -> read("{\"n\": \"many\"}", RuleMetrics.class))
                .hasMessageStartingWith("the answer is not what was expected in n: ");
        assertThatThrownBy(() -> read("<html>", RuleMetrics.class)).hasMessageStartingWith("the answer is not JSON: ");
    }

    /** {@code report/rest.json} is what a service answered: {@code --json} prints it unchanged. */
    @Test
    void whatWasReadIsWrittenAsItCame() throws Exception {
        JsonNode recorded = Json.MAPPER.readTree(AnswersTest.class.getResource("/report/rest.json"));
        int compared = 0;
        for (Map.Entry<String, JsonNode> answer : recorded.properties()) {
            String json = answer.getValue().toString();
            if (answer.getKey().endsWith("/metrics")) {
                assertThat(Json.line(read(json, RunMetrics.class))).isEqualTo(json);
                compared++;
            } else if (answer.getKey().contains("/compare?")) {
                assertThat(Json.line(read(json, PairedMetrics.class))).isEqualTo(json);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(5);
    }

    @Test
    void aListIsOfRecords() {
        assertThat(Answers.list(
                        new ByteArrayInputStream("[]".getBytes(StandardCharsets.UTF_8)),
                        RuleMetrics.class,
                        "the answer"))
                .isEqualTo(List.of());
    }
}
