package dev.vlmstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart makes of all files of values is what Kubernetes takes, to the field, and keeps to Pod Security "restricted". */
class ManifestsTest {
    static List<String> files() throws IOException {
        return Chart.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void lintHasNothingAgainstIt(String file, @TempDir Path scratch) throws IOException {
        var result = Chart.lint(file, scratch);

        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
        assertThat(result.getMessages()).noneMatch(line -> line.contains("[ERROR]") || line.contains("[WARNING]"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyManifestIsValid(String file) throws IOException {
        assertThat(Chart.render(file))
                .hasSizeGreaterThan(10)
                .allSatisfy(manifest -> assertThat(ManifestSchemas.problems(manifest))
                        .as(name(manifest))
                        .isEmpty());
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesAreUsedOnce(String file) throws IOException {
        assertThat(Chart.render(file).stream().map(ManifestsTest::name)).doesNotHaveDuplicates();
    }

    @Test
    void aBrokenCopyOfEachKindIsRefused() throws IOException {
        Map<String, JsonNode> kinds = new TreeMap<>();
        Chart.renderAll().forEach(manifest -> kinds.putIfAbsent(ManifestSchemas.kind(manifest), manifest));

        assertThat(kinds.keySet()).isEqualTo(ManifestSchemas.kinds());
        assertThat(kinds.values()).allSatisfy(manifest -> {
            assertThat(ManifestSchemas.problems(manifest)).isEmpty();
            assertThat(ManifestSchemas.problems(with(manifest, "", "sepc")))
                    .as("an unknown field")
                    .isNotEmpty();
            assertThat(ManifestSchemas.problems(with(manifest, "/metadata", "lables")))
                    .as("an unknown field of metadata")
                    .isNotEmpty();
            if (manifest.has("spec")) {
                assertThat(ManifestSchemas.problems(with(manifest, "/spec", "replcias")))
                        .as("an unknown field of spec")
                        .isNotEmpty();
            }
            ObjectNode text = manifest.deepCopy();
            text.put("metadata", "a text");
            assertThat(ManifestSchemas.problems(text)).as("a wrong type").isNotEmpty();
        });
    }

    @Test
    void aBrokenFieldDeepInAPodIsRefused() throws IOException {
        JsonNode set = Chart.render("gpu.yaml").stream()
                .filter(manifest -> manifest.get("kind").asText().equals("StatefulSet"))
                .findFirst()
                .orElseThrow();

        String container = "/spec/template/spec/containers/0";
        assertThat(ManifestSchemas.problems(with(set, container, "resource"))).isNotEmpty();
        assertThat(ManifestSchemas.problems(with(set, container + "/securityContext", "readOnly")))
                .isNotEmpty();
        assertThat(ManifestSchemas.problems(with(set, container + "/startupProbe", "failureTreshold")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void podsAreRestricted(String file) throws IOException {
        List<JsonNode> pods = pods(Chart.render(file)).toList();

        assertThat(pods).isNotEmpty().allSatisfy(pod -> {
            assertThat(pod.at("/automountServiceAccountToken").isBoolean()
                            && !pod.at("/automountServiceAccountToken").asBoolean())
                    .isTrue();
            assertThat(pod.get("enableServiceLinks").asBoolean()).isFalse();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(containers(pod)).isNotEmpty().allSatisfy(container -> {
                JsonNode security = container.get("securityContext");
                assertThat(security.get("allowPrivilegeEscalation").asBoolean()).isFalse();
                assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(container.at("/resources/limits/memory").isMissingNode())
                        .isFalse();
            });
        });
    }

    private static Stream<JsonNode> pods(List<JsonNode> manifests) {
        return manifests.stream()
                .map(manifest -> manifest.at("/spec/template/spec"))
                .filter(JsonNode::isObject);
    }

    static List<JsonNode> containers(JsonNode pod) {
        return Stream.of("initContainers", "containers")
                .flatMap(key -> StreamSupport.stream(pod.path(key).spliterator(), false))
                .collect(Collectors.toList());
    }

    /** A copy with an unknown field. */
    private static JsonNode with(JsonNode manifest, String pointer, String field) {
        JsonNode copy = manifest.deepCopy();
        ((ObjectNode) copy.at(pointer)).put(field, 1);
        return copy;
    }

    private static String name(JsonNode manifest) {
        return ManifestSchemas.kind(manifest) + " "
                + manifest.at("/metadata/name").asText();
    }
}
