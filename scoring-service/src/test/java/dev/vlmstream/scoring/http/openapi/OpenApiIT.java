package dev.vlmstream.scoring.http.openapi;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.BrokerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
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
        assertThat(document.at("/info/title").asText()).isEqualTo("VLM Stream Scoring");
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
    void everyQueryParameterHasATypeAndEveryNumberItsRange() {
        Set<String> numbers = new TreeSet<>();
        queryParameters().forEach(parameter -> {
            String name = parameter.path("name").asText();
            JsonNode schema = parameter.path("schema");
            assertThat(schema.path("type").asText()).as(name).isIn("string", "integer", "boolean");
            assertThat(parameter.path("description").asText()).as(name).isNotBlank();
            if (schema.path("type").asText().equals("integer")) {
                numbers.add(name);
                assertThat(schema.path("minimum").isInt()).as(name).isTrue();
                assertThat(schema.path("maximum").isInt()).as(name).isTrue();
                assertThat(schema.path("default").isInt()).as(name).isTrue();
            }
        });
        assertThat(numbers).containsExactly("page", "size");
    }

    @Test
    void wordsFlagsAndWhatMustBeGivenAreDeclared() {
        assertThat(words("/api/runs/{run}/items", "filter"))
                .containsExactly("all", "right", "wrong", "failed", "unparsed", "refused");
        assertThat(parameter("/api/runs/{run}/items", "filter")
                        .at("/schema/default")
                        .asText())
                .isEqualTo("all");
        assertThat(words("/api/runs/{run}/items", "rightBy")).containsExactly("any", "none", "one", "some", "all");
        assertThat(words("/api/runs/{run}/differences", "right")).containsExactly("any", "first", "second");
        assertThat(parameter("/api/runs", "archived").path("schema").toString())
                .isEqualTo("{\"type\":\"boolean\",\"default\":false}");
        assertThat(parameter("/api/gap", "runs").path("required").asBoolean()).isTrue();
        assertThat(parameter("/api/gap", "runs").at("/schema/pattern").asText()).isEqualTo("[^,]");
        assertThat(parameter("/api/runs/{run}/items", "model").path("required").asBoolean())
                .isFalse();
        for (String name : List.of("first", "second")) {
            assertThat(parameter("/api/runs/{run}/compare", name)
                            .path("required")
                            .asBoolean())
                    .isTrue();
            assertThat(parameter("/api/runs/{run}/compare", name)
                            .at("/schema/minLength")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    /** What is declared is what is checked. */
    @Test
    void aValueBeyondItsRangeOrNoneOfTheWordsIsRefused() {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .path("get")
                        .path("parameters")
                        .valueStream()
                        .filter(parameter -> parameter.path("in").asText().equals("query"))
                        .forEach(parameter -> refused(path.getKey(), parameter)));
    }

    private static void refused(String path, JsonNode parameter) {
        String name = parameter.path("name").asText();
        JsonNode schema = parameter.path("schema");
        List<String> wrong = new ArrayList<>();
        if (schema.path("maximum").isInt()) {
            wrong.add("" + (schema.path("maximum").asLong() + 1));
            wrong.add("" + (schema.path("minimum").asLong() - 1));
            wrong.add("many");
        } else if (schema.path("type").asText().equals("boolean") || schema.has("enum")) {
            wrong.add("odd");
        }
        for (String value : wrong) {
            Response answer = given().queryParam(name, value).get(path.replaceAll("\\{\\w+}", "x"));
            assertThat(answer.statusCode()).as(path + " " + name + "=" + value).isEqualTo(400);
            assertThat(answer.jsonPath().getString("error"))
                    .startsWith(name + " must be ")
                    .endsWith("\"" + value + "\"");
        }
    }

    private List<JsonNode> queryParameters() {
        List<JsonNode> all = document.path("paths").findValues("parameters").stream()
                .flatMap(JsonNode::valueStream)
                .filter(parameter -> parameter.path("in").asText().equals("query"))
                .toList();
        assertThat(all).hasSizeGreaterThan(15);
        return all;
    }

    private JsonNode parameter(String path, String name) {
        return document.path("paths")
                .path(path)
                .path("get")
                .path("parameters")
                .valueStream()
                .filter(parameter -> parameter.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> words(String path, String name) {
        return parameter(path, name)
                .path("schema")
                .path("enum")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void aFlagMayComeWithoutAValue() {
        assertThat(parameter("/api/runs", "archived").path("allowEmptyValue").asBoolean())
                .isTrue();
        assertThat(parameter("/api/runs/{run}/items", "page").has("allowEmptyValue"))
                .isFalse();
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
                    paths.add(more == null ? base : (base + "/" + more.value()).replace("//", "/"));
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
