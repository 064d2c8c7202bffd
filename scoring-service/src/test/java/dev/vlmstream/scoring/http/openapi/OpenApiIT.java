package dev.vlmstream.scoring.http.openapi;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.BrokerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The description of the interface that the service gives. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class OpenApiIT {
    private JsonNode document;

    @BeforeEach
    void read() throws Exception {
        document = new ObjectMapper().readTree(get("/q/openapi?format=json").asString());
    }

    @Test
    void everyResourceMethodIsInItAndNothingElse() throws Exception {
        assertThat(document.path("openapi").asText()).startsWith("3.");
        Set<String> described = new TreeSet<>();
        document.path("paths").fieldNames().forEachRemaining(described::add);
        assertThat(described).isEqualTo(paths());
    }

    @Test
    void everyOperationSaysWhatItDoesWhatItAnswersAndWhatErrorsThereAre() {
        Set<String> ids = new HashSet<>();
        document.path("paths").properties().forEach(path -> {
            JsonNode operation = path.getValue().path("get");
            JsonNode responses = operation.path("responses");
            assertThat(ids.add(operation.path("operationId").asText()))
                    .as(path.getKey())
                    .isTrue();
            assertThat(operation.path("summary").asText()).as(path.getKey()).isNotBlank();
            assertThat(responses.path("200").path("content").findValues("schema"))
                    .as(path.getKey())
                    .isNotEmpty();
            if (path.getKey().contains("{")) {
                assertThat(responses.path("404").findValuesAsText("$ref"))
                        .as(path.getKey())
                        .containsExactly("#/components/schemas/Problem");
            }
        });
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allMatch(reference -> !document.at(reference.substring(1)).isMissingNode());
    }

    @Test
    void aRunsManifestIsDescribedByItsSchema() {
        JsonNode described = document.at("/components/schemas/RunDetails/properties");
        RunManifest.getClassSchema()
                .getFields()
                .forEach(field ->
                        assertThat(described.has(field.name())).as(field.name()).isTrue());
        assertThat(described.at("/run/type").asText()).isEqualTo("string");
        assertThat(described.at("/synonyms/additionalProperties/items/type").asText())
                .isEqualTo("string");
        assertThat(described.at("/budget/type").toString()).contains("number", "null");
    }

    @Test
    void aModelsListOfMetricsIsDescribed() {
        assertThat(document.at("/components/schemas/ModelMetrics/properties/metrics/items/$ref")
                        .asText())
                .isEqualTo("#/components/schemas/MetricValue");
        assertThat(document.at("/components/schemas/MetricValue/properties/value/type")
                        .toString())
                .contains("null");
    }

    /** As the resources declare it. */
    private static Set<String> paths() throws Exception {
        Set<String> paths = new TreeSet<>();
        for (Class<?> type : resources()) {
            String base = type.getAnnotation(Path.class).value();
            for (Method method : type.getDeclaredMethods()) {
                if (method.isAnnotationPresent(GET.class)) {
                    Path more = method.getAnnotation(Path.class);
                    paths.add(more == null ? base : base + "/" + more.value());
                }
            }
        }
        return paths;
    }

    private static List<Class<?>> resources() throws Exception {
        List<Class<?>> resources = new ArrayList<>();
        java.nio.file.Path classes = java.nio.file.Path.of("target/classes/dev/vlmstream/scoring/http");
        try (Stream<java.nio.file.Path> files = Files.walk(classes)) {
            for (java.nio.file.Path file : files.toList()) {
                if (file.toString().endsWith("Resource.class")) {
                    String name = classes.relativize(file).toString().replace(".class", "");
                    resources.add(Class.forName("dev.vlmstream.scoring.http." + name.replace('/', '.')));
                }
            }
        }
        return resources;
    }
}
