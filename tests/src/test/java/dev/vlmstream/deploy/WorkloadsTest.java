package dev.vlmstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.streaming.config.StreamConfig;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What pods are told is what services understand, and they come to where their GPUs are. */
class WorkloadsTest {
    private static final String CONTAINER = "/spec/template/spec/containers/0";

    static List<String> files() throws IOException {
        return Chart.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void servicesKnowEverySetting(String file) throws IOException {
        List<JsonNode> manifests = Chart.render(file);

        assertThat(sets(manifests)).isNotEmpty().allSatisfy(set -> {
            StreamConfig config = config(manifests, set);
            assertThat(config.instanceName()).isEqualTo("pod-0");
            assertThat(config.drainTime().toSeconds())
                    .isLessThan(set.at("/spec/template/spec/terminationGracePeriodSeconds")
                            .asLong());
        });
    }

    @Test
    void modelsAreWhereTheServiceLooks() throws IOException {
        assertThat(sets(Chart.renderAll()))
                .filteredOn(set -> environment(set).containsKey("VLMSTREAM_MODELS"))
                .hasSizeGreaterThan(10)
                .allSatisfy(set -> assertThat(StreamSupport.stream(
                                        set.at(CONTAINER + "/volumeMounts").spliterator(), false)
                                .map(mount -> mount.get("mountPath").asText()))
                        .satisfies(mounts -> assertThat(
                                        environment(set).get("VLMSTREAM_MODELS").split(","))
                                .allMatch(model -> mounts.contains(model)
                                        || mounts.contains(model.substring(0, model.lastIndexOf('/')))
                                        || mounts.contains(model + "/config.json"))));
    }

    @Test
    void modelsMayShareAPod() throws IOException {
        List<JsonNode> manifests = Chart.render("gpu.yaml", "{networkPolicy: {enabled: true}}");
        JsonNode pod = set(manifests, "rel-vlmstream-embed-siglip").at("/spec/template");

        assertThat(pod.at("/spec/initContainers/0/args").toString()).contains("my-org/clip", "--out=/models-1/clip");
        assertThat(pod.at("/metadata/labels/vlmstream.dev~1source").asText())
                .as("may reach the hub")
                .isEqualTo("hub");
        assertThat(environment(set(manifests, "rel-vlmstream-embed-siglip")))
                .containsEntry("VLMSTREAM_MODELS", "/models/siglip,/models-1/clip,/models-2/eva");
    }

    @Test
    void basesAreWhereTheServiceLooks() throws IOException {
        assertThat(sets(Chart.renderAll()))
                .filteredOn(set -> environment(set).containsKey("VLMSTREAM_BASES"))
                .isNotEmpty()
                .allSatisfy(set -> {
                    assertThat(StreamSupport.stream(
                                            set.at(CONTAINER + "/volumeMounts").spliterator(), false)
                                    .map(mount -> mount.get("mountPath").asText()))
                            .containsAnyOf("/bases", environment(set).get("VLMSTREAM_BASES"));
                    assertThat(set.at("/spec/template/spec/initContainers/0/args")
                                    .toString())
                            .contains("--out=" + environment(set).get("VLMSTREAM_BASES"));
                });
    }

    @Test
    void aModelOnAGpuComesToANodeThatHasOne() throws IOException {
        JsonNode set = set(Chart.render("gpu.yaml"), "rel-vlmstream-decode-llava-1-5-7b");

        JsonNode pod = set.at("/spec/template/spec");
        assertThat(set.at(CONTAINER + "/resources/limits/nvidia.com~1gpu").asText())
                .isEqualTo("1");
        assertThat(pod.at("/nodeSelector/nvidia.com~1gpu.present").asText()).isEqualTo("true");
        assertThat(pod.at("/tolerations/0/key").asText()).isEqualTo("nvidia.com/gpu");
        assertThat(pod.at("/runtimeClassName").asText()).isEqualTo("nvidia");
        assertThat(set.at(CONTAINER + "/image").asText())
                .isEqualTo("registry.example.org/research/vlmstream-decode:0.1.0-cuda");
        assertThat(environment(set))
                .containsEntry("VLMSTREAM_RUNTIME_PROVIDER", "cuda")
                .containsEntry("VLMSTREAM_RUNTIME_DEVICE_MEMORY", "17179869184")
                .containsEntry("VLMSTREAM_RUNTIME_PREFIX_CACHE_BYTES", "0");
    }

    @Test
    void aModelMayHaveGpusOfItsOwn() throws IOException {
        JsonNode set = set(Chart.render("gpu.yaml"), "rel-vlmstream-decode-tuned-a");

        JsonNode pod = set.at("/spec/template/spec");
        assertThat(set.at(CONTAINER + "/resources/limits/nvidia.com~1mig-1g.10gb")
                        .asText())
                .isEqualTo("1");
        assertThat(set.at(CONTAINER + "/resources/limits").has("nvidia.com/gpu"))
                .isFalse();
        assertThat(pod.get("nodeSelector"))
                .isEqualTo(Chart.YAML.readTree(
                        "{node.kubernetes.io/instance-type: big, nvidia.com/mig.config: all-1g.10gb}"));
        assertThat(pod.has("tolerations")).isFalse();
        assertThat(pod.has("runtimeClassName")).isFalse();
    }

    @Test
    void modelsOfOneReleaseMayHaveDifferentSlices() throws IOException {
        String slice = "{name: %s, kind: decode, gpu: {resource: nvidia.com/mig-%s}, source: {pvc: {claimName: c}}}";
        List<JsonNode> manifests = Chart.render(
                "minimal.yaml",
                "{models: [" + slice.formatted("small", "1g.10gb") + ", " + slice.formatted("large", "3g.40gb") + "]}");

        assertThat(limits(manifests, "small"))
                .containsEntry("nvidia.com/mig-1g.10gb", "1")
                .hasSize(2);
        assertThat(limits(manifests, "large"))
                .containsEntry("nvidia.com/mig-3g.40gb", "1")
                .hasSize(2);
    }

    private static Map<String, String> limits(List<JsonNode> manifests, String model) {
        return set(manifests, "rel-vlmstream-decode-" + model).at(CONTAINER + "/resources/limits").properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, limit -> limit.getValue().asText()));
    }

    @Test
    void anEmptySelectorTakesTheDefaultAway() throws IOException {
        String model = ", kind: embed, source: {pvc: {claimName: c}}";
        List<JsonNode> manifests = Chart.render(
                "minimal.yaml",
                "{defaults: {nodeSelector: {disk: ssd}}, ingest: {nodeSelector: {}}, models: [{name: any, nodeSelector: {}"
                        + model + "}, {name: more, nodeSelector: {zone: a}" + model + "}]}");

        assertThat(selector(manifests, "ingest").isMissingNode()).isTrue();
        assertThat(selector(manifests, "embed-any").isMissingNode()).isTrue();
        assertThat(selector(manifests, "scoring")).isEqualTo(Chart.YAML.readTree("{disk: ssd}"));
        assertThat(selector(manifests, "embed-more")).isEqualTo(Chart.YAML.readTree("{disk: ssd, zone: a}"));
    }

    private static JsonNode selector(List<JsonNode> manifests, String name) {
        return set(manifests, "rel-vlmstream-" + name).at("/spec/template/spec/nodeSelector");
    }

    @Test
    void nodesOfGpusNeedNoLabel() throws IOException {
        JsonNode set = sets(Chart.render("everything.yaml")).stream()
                .filter(one -> one.at(CONTAINER + "/resources/limits").has("nvidia.com/gpu"))
                .findFirst()
                .orElseThrow();

        assertThat(set.at("/spec/template/spec").has("nodeSelector")).isFalse();
    }

    /** A message of its own would be on a file that nobody can write to. */
    @Test
    void whyAContainerEndedIsReadInItsLog() throws IOException {
        assertThat(sets(Chart.renderAll())).allSatisfy(set -> {
            JsonNode pod = set.at("/spec/template/spec");
            assertThat(pod.at("/containers/0/terminationMessagePolicy").asText())
                    .isEqualTo("FallbackToLogsOnError");
            assertThat(pod.path("initContainers"))
                    .allSatisfy(pull -> assertThat(
                                    pull.path("terminationMessagePolicy").asText())
                            .isEqualTo("FallbackToLogsOnError"));
        });
    }

    @Test
    void whatPullsAModelHasItsPodsVariablesAndVolumes() throws IOException {
        JsonNode pull = set(Chart.render("everything.yaml"), "eval-decode-smolvlm-256m-flowers")
                .at("/spec/template/spec/initContainers/0");

        assertThat(pull.get("env").toString())
                .contains("{\"name\":\"JDK_JAVA_OPTIONS\",\"value\":\"-Dhttps.proxyHost=proxy\"}")
                .contains("{\"name\":\"TZ\",\"value\":\"UTC\"}")
                .contains("\"optional\":true");
        assertThat(pull.get("envFrom").toString()).contains("telemetry");
        assertThat(pull.get("volumeMounts").toString()).contains("/images");
    }

    @Test
    void allServicesOfAReleaseAreOneInstallationAndNoOtherHasItsNames() throws IOException {
        assertThat(sets(Chart.render("gpu.yaml")))
                .hasSizeGreaterThan(3)
                .allSatisfy(set ->
                        assertThat(environment(set)).containsEntry("VLMSTREAM_INSTALLATION", "eval/rel-vlmstream"));
        assertThat(sets(Chart.render("minimal.yaml", "{fullnameOverride: two, kafka: {installation: prod/two}}")))
                .allSatisfy(set -> assertThat(environment(set)).containsEntry("VLMSTREAM_INSTALLATION", "prod/two"));
        // A PriorityClass is in no namespace: the next one's release of the same name has its own.
        assertThat(Chart.render("gpu.yaml"))
                .filteredOn(manifest -> manifest.path("kind").asText().equals("PriorityClass"))
                .extracting(manifest -> manifest.at("/metadata/name").asText())
                .containsExactly("eval-rel-vlmstream");
    }

    @Test
    void eachServiceMayHaveAnAccountOfItsOwn() throws IOException {
        List<JsonNode> manifests = Chart.render("gpu.yaml");
        Map<String, JsonNode> accounts = manifests.stream()
                .filter(manifest -> manifest.path("kind").asText().equals("ServiceAccount"))
                .collect(Collectors.toMap(
                        account -> account.at("/metadata/name").asText(),
                        account -> account.at("/metadata/annotations")));

        assertThat(sets(manifests))
                .hasSameSizeAs(accounts.keySet())
                .allSatisfy(set -> assertThat(accounts.get(
                                set.at("/spec/template/spec/serviceAccountName").asText()))
                        .isEqualTo(Chart.YAML.readTree(
                                set.at("/metadata/labels").has("vlmstream.dev/model")
                                        ? "{example.org/role: model-reader, example.org/team: research}"
                                        : "{example.org/team: research}")));
    }

    @Test
    void ingestIsScaledByItsProcessorTimeOrHasAFixedNumber() throws IOException {
        assertThat(set(Chart.render("everything.yaml"), "eval-ingest")
                        .get("spec")
                        .has("replicas"))
                .isFalse();
        assertThat(set(Chart.render("minimal.yaml"), "rel-vlmstream-ingest")
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void whatLeadsToAServiceHasANameThatTheServiceKnows() throws IOException {
        List<JsonNode> manifests = Chart.render("everything.yaml");
        Map<String, List<String>> hosts = Map.of(
                "eval-scoring", List.of("results.example.org", "eval.example.org"),
                "eval-ingest", List.of("push.example.org", "push.example.org"));

        hosts.forEach((service, names) -> {
            assertThat(manifests)
                    .filteredOn(
                            manifest -> manifest.at("/metadata/name").asText().equals(service))
                    .flatExtracting(manifest -> manifest.path("kind").asText().equals("Ingress")
                            ? List.of(manifest.at("/spec/rules/0/host").asText())
                            : manifest.path("kind").asText().equals("HTTPRoute")
                                    ? List.of(manifest.at("/spec/hostnames/0").asText())
                                    : List.of())
                    .containsExactlyInAnyOrderElementsOf(names);
            assertThat(environment(set(manifests, service))
                            .get("VLMSTREAM_HTTP_HOSTS")
                            .split(","))
                    .containsAll(names);
        });
    }

    @Test
    void aSnapshotIsPulledAgain() throws IOException {
        assertThat(pulls("minimal.yaml", "{image: {tag: 1.2.0-SNAPSHOT}}")).containsOnly("Always");
        assertThat(pulls("minimal.yaml", "{image: {tag: 1.2.0}}")).containsOnly("IfNotPresent");
        assertThat(pulls("minimal.yaml", "{image: {tag: 1.2.0, pullPolicy: Never}}"))
                .containsOnly("Never");
    }

    private static List<String> pulls(String file, String over) throws IOException {
        return sets(Chart.render(file, over)).stream()
                .map(set -> set.at(CONTAINER + "/imagePullPolicy").asText())
                .toList();
    }

    @Test
    void aModelWithoutAGpuGetsNone() throws IOException {
        JsonNode set = set(Chart.render("gpu.yaml"), "rel-vlmstream-embed-siglip");

        assertThat(set.at(CONTAINER + "/resources/limits").has("nvidia.com/gpu"))
                .isFalse();
        assertThat(set.at("/spec/template/spec").has("nodeSelector")).isFalse();
        assertThat(environment(set)).containsEntry("VLMSTREAM_RUNTIME_PROVIDER", "cpu");
    }

    @Test
    void anEncoderKnowsWhomItEncodesFor() throws IOException {
        List<JsonNode> manifests = Chart.render("gpu.yaml");
        StreamConfig encoder = config(manifests, set(manifests, "rel-vlmstream-embed-encoder"));
        StreamConfig decoder = config(manifests, set(manifests, "rel-vlmstream-decode-tuned-a"));

        assertThat(encoder.encodes()).isEqualTo(Map.of("encoder", List.of("tuned-a", "tuned-b")));
        assertThat(decoder.input()).isEqualTo("features");
        assertThat(decoder.encoder()).contains("encoder");
    }

    @Test
    void eachServiceMayBeAUserOfItsOwn() throws IOException {
        List<JsonNode> manifests = Chart.render("secured.yaml");

        assertThat(List.of("ingest", "scoring", "embed-emoji-clip", "decode-emoji-vlm"))
                .allSatisfy(name -> assertThat(set(manifests, "rel-vlmstream-" + name)
                                .at(CONTAINER + "/env")
                                .toString())
                        .contains("\"secretKeyRef\":{\"name\":\"vlmstream-" + name.split("-")[0] + "\""));
    }

    @Test
    void aDigestGoesBeforeATag() throws IOException {
        List<JsonNode> manifests = Chart.render("everything.yaml");

        assertThat(sets(manifests))
                .extracting(set -> set.at(CONTAINER + "/image").asText())
                .anyMatch(image -> image.startsWith("registry.example.org/vlm-ingest@sha256:0123"))
                .anyMatch(image -> image.startsWith("registry.example.org/vlm-decode@sha256:89ab"))
                .anyMatch(image -> image.equals(
                        "registry.example.org/vlm-scoring:" + System.getProperty("project.version") + "-small"));
    }

    /** With the values that the page shows; where it has another release's name, the rest of a name is the chart's. */
    @Test
    void commandsOfPagesNameWhatTheChartMakes() throws IOException {
        String installing = Files.readString(Path.of("..", "docs", "kubernetes.md"));
        String values = "Write `values.yaml`:\n```yaml\n";
        int from = installing.indexOf(values) + values.length();
        List<JsonNode> manifests = Chart.renderValues(installing.substring(from, installing.indexOf("```", from)));
        JsonNode scoring = set(manifests, "rel-vlmstream-scoring");

        assertThat(installing)
                .contains(" service/eval-vlmstream-scoring 8080:" + port(manifests, "rel-vlmstream-scoring") + "\n")
                .contains(" secret generic hub --from-literal=token=");
        assertThat(sets(manifests).toString()).contains("\"secretKeyRef\":{\"name\":\"hub\",\"key\":\"token\"");
        assertThat(Files.readString(Path.of("..", "docs", "operations.md")))
                .contains(" patch pvc "
                        + scoring.at("/spec/volumeClaimTemplates/0/metadata/name")
                                .asText()
                        + "-R-vlmstream-scoring-0 -p ")
                .contains(" delete statefulset R-vlmstream-scoring ");
    }

    private static int port(List<JsonNode> manifests, String service) {
        return manifests.stream()
                .filter(manifest -> manifest.get("kind").asText().equals("Service"))
                .filter(manifest -> manifest.at("/metadata/name").asText().equals(service))
                .findFirst()
                .orElseThrow()
                .at("/spec/ports/0/port")
                .asInt();
    }

    /** A server of vLLM, the model that asks it, and what may reach it. */
    @Test
    void aServersAddressIsItsServicesAndItsModelAloneMayReachIt() throws IOException {
        List<JsonNode> manifests = Chart.render("vllm.yaml");
        JsonNode server = server(manifests, "StatefulSet");
        JsonNode config = Chart.YAML.readTree(named(manifests, "ConfigMap", "rel-vlmstream-decode-llava-13b-tuned")
                .at("/data/config.json")
                .asText());
        JsonNode policy = server(manifests, "NetworkPolicy").at("/spec");

        assertThat(config.get("model").asText()).isEqualTo("tuned");
        assertThat(config.get("max_concurrency").asInt()).isEqualTo(128);
        assertThat(config.get("base_url").asText())
                .isEqualTo("http://"
                        + server(manifests, "Service").at("/metadata/name").asText() + ".eval.svc:"
                        + server.at(CONTAINER + "/ports/0/containerPort").asText() + "/v1");
        assertThat(server.at(CONTAINER + "/args"))
                .extracting(JsonNode::asText)
                .contains(
                        "llava-hf/llava-1.5-13b-hf",
                        "--tensor-parallel-size=2",
                        "tuned=my-org/llava-tuned",
                        "--max-model-len=4096");
        assertThat(server.at(CONTAINER + "/resources/limits/nvidia.com~1gpu").asText())
                .isEqualTo("2");
        assertThat(server.at(CONTAINER + "/startupProbe/failureThreshold").asInt()
                        * server.at(CONTAINER + "/startupProbe/periodSeconds").asInt())
                .isEqualTo(3600);
        assertThat(policy.at("/podSelector/matchLabels")).isEqualTo(server.at("/spec/selector/matchLabels"));
        JsonNode asker = set(manifests, "rel-vlmstream-decode-llava-13b-tuned");
        assertThat(policy.at("/ingress/0/from/0/podSelector/matchLabels"))
                .isEqualTo(asker.at("/spec/selector/matchLabels"));
        assertThat(config(manifests, asker).remote().patience())
                .as("longer than the server may take to start")
                .hasSeconds(5400);
    }

    @Test
    void aServerWithoutAGpuRunsOnAnyNode() throws IOException {
        JsonNode pod = named(Chart.renderValues("""
                                kafka: {bootstrapServers: "kafka:9092"}
                                gpu: {runtimeClassName: nvidia}
                                models: [{name: m, kind: decode, source: {vllm: {image: v, model: o/m}}}]
                                """), "StatefulSet", "rel-vlmstream-decode-m-server")
                .at("/spec/template/spec");

        assertThat(pod.has("nodeSelector")).isFalse();
        assertThat(pod.has("tolerations")).isFalse();
        assertThat(pod.has("runtimeClassName")).isFalse();
        assertThat(pod.at("/containers/0/resources/limits").has("nvidia.com/gpu"))
                .isFalse();
    }

    private static JsonNode server(List<JsonNode> manifests, String kind) {
        return named(manifests, kind, "rel-vlmstream-decode-llava-13b-tuned-server");
    }

    private static JsonNode named(List<JsonNode> manifests, String kind, String name) {
        return manifests.stream()
                .filter(manifest -> manifest.get("kind").asText().equals(kind)
                        && manifest.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Those of services: a server of vLLM is none. */
    private static List<JsonNode> sets(List<JsonNode> manifests) {
        return manifests.stream()
                .filter(manifest -> manifest.get("kind").asText().equals("StatefulSet")
                        && !manifest.at("/spec/selector/matchLabels/app.kubernetes.io~1component")
                                .asText()
                                .equals("server"))
                .toList();
    }

    private static JsonNode set(List<JsonNode> manifests, String name) {
        return sets(manifests).stream()
                .filter(set -> set.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The variables of a pod's container, secrets by their names. */
    private static Map<String, String> environment(JsonNode set) {
        return StreamSupport.stream(set.at(CONTAINER + "/env").spliterator(), false)
                .collect(Collectors.toMap(
                        variable -> variable.get("name").asText(),
                        variable -> variable.path("value").asText("pod-0")));
    }

    /** As a service reads it, which refuses keys that it does not know. */
    private static StreamConfig config(List<JsonNode> manifests, JsonNode set) throws IOException {
        Map<String, String> environment = new HashMap<>(environment(set));
        // These are read apart, see ClientSettings.
        environment
                .keySet()
                .removeIf(name -> name.startsWith("VLMSTREAM_KAFKA_") && !name.equals("VLMSTREAM_KAFKA_CONFIG"));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, 300))
                .withSources(new PropertiesConfigSource(properties(manifests, set), "service.properties", 275))
                .withMapping(StreamConfig.class)
                .addDiscoveredConverters()
                .build();
        return config.getConfigMapping(StreamConfig.class);
    }

    private static Map<String, String> properties(List<JsonNode> manifests, JsonNode set) throws IOException {
        Properties properties = new Properties();
        for (JsonNode manifest : manifests) {
            boolean own = manifest.get("kind").asText().equals("ConfigMap")
                    && manifest.at("/metadata/name").equals(set.at("/metadata/name"));
            properties.load(new StringReader(
                    own ? manifest.at("/data/service.properties").asText() : ""));
        }
        return properties.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, properties::getProperty));
    }
}
