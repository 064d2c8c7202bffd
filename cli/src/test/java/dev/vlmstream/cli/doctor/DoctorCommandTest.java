package dev.vlmstream.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class DoctorCommandTest {
    @TempDir
    Path directory;

    private static Map<String, JsonNode> findings(Invocation looked) {
        Map<String, JsonNode> findings = new HashMap<>();
        looked.json().forEach(one -> findings.put(one.get("what").asText(), one));
        return findings;
    }

    @Test
    void whatIsThereIsSaid() {
        Map<String, JsonNode> findings =
                findings(Invocation.of("doctor", "--json", "--data", directory, "--models-dir", "../demo/models"));

        assertThat(findings).containsKeys("Java", "memory", "processors", "disk", "ports", "program", "stack", "GPU");
        assertThat(findings.get("models").get("found").asText()).contains("emoji-clip", "emoji-vlm");
        assertThat(findings.get("ONNX Runtime").get("level").asText()).isEqualTo("ok");
        assertThat(findings.get("stack").get("found").asText()).contains("none runs in " + directory);
        assertThat(findings).doesNotContainKey("Kafka");
    }

    @Test
    void whatIsWrongHasACure() throws IOException {
        Files.createDirectories(directory.resolve("models"));
        Invocation looked = Invocation.of(
                "doctor",
                "--json",
                "--data",
                directory,
                "--models-dir",
                directory.resolve("models"),
                "--bootstrap",
                "localhost:1");

        assertThat(looked.status()).isEqualTo(1);
        Map<String, JsonNode> findings = findings(looked);
        assertThat(findings.get("models").get("cure").asText()).contains("models pull");
        assertThat(findings.get("Kafka").get("found").asText()).contains("localhost:1");
        assertThat(looked.json())
                .allSatisfy(one -> assertThat(one.has("cure"))
                        .as(one.toString())
                        .isEqualTo(!one.get("level").asText().equals("ok")));
    }

    @Test
    void itIsReadableToo() {
        Invocation looked = Invocation.of("doctor", "--data", directory, "--models-dir", "../demo/models");
        assertThat(looked.out()).containsPattern("(?m)^ok       ONNX Runtime: emoji-clip runs on the CPU$");
    }
}
