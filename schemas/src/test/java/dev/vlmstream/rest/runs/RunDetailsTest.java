package dev.vlmstream.rest.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunDetailsTest {
    private static final String JSON =
            "{\"run\":\"r\",\"dataset\":\"d\",\"split\":null,\"task\":\"open-world\",\"prompt\":\"What is it?\",\"labels\":20,"
                    + "\"seed\":5000000000,\"added-later\":[1,2],\"tags\":{\"by\":\"ada\"},\"archived\":true,\"softwareVersion\":\"1\",\"createdAt\":7,"
                    + "\"classCount\":3,\"complete\":false}";

    @Test
    void everyFieldOfAManifestIsKeptInItsOrder() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.writeValueAsString(mapper.readValue(JSON, RunDetails.class)))
                .isEqualTo(JSON);
    }

    @Test
    void whatReadersAskForHasItsType() throws Exception {
        RunDetails details = new ObjectMapper().readValue(JSON, RunDetails.class);
        assertThat(details.split()).isNull();
        assertThat(details.labels()).isEqualTo(20);
        assertThat(details.seed()).isEqualTo(5_000_000_000L);
        assertThat(details.items()).isNull();
        assertThat(details.tags()).isEqualTo(Map.of("by", "ada"));
        assertThat(details.archived()).isTrue();
        assertThat(details.complete()).isFalse();
    }

    @Test
    void aManifestWithoutWhatEveryRunHasIsRefused() {
        assertThatThrownBy(() -> new RunDetails(Map.of("run", "r")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no field \"dataset\"");
    }
}
