package dev.vlmstream.scoring.http.live;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.BrokerResource;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.GenerationEvents;
import dev.vlmstream.scoring.http.OverHttp;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the service answers is what its description says, and nothing is answered that is not described. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class DescribedAnswersIT extends OverHttp {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN = "described";
    private static final String VLM = "vlm";
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 7};

    private static final Map<String, List<String>> ADDRESSES = Map.ofEntries(
            Map.entry("/api/runs", List.of("?archived=true", "?archived", "")),
            Map.entry("/api/runs/{run}", List.of("")),
            Map.entry("/api/runs/{run}/metrics", List.of("")),
            Map.entry("/api/runs/{run}/curve", List.of("")),
            Map.entry(
                    "/api/runs/{run}/items",
                    List.of("", "?brief", "?model=vlm&against=clip&filter=right", "?filter=failed&size=1&page=0")),
            Map.entry("/api/runs/{run}/items/{item}", List.of("", "?model=clip")),
            Map.entry("/api/runs/{run}/classes", List.of("")),
            Map.entry("/api/runs/{run}/classes/columns", List.of("")),
            Map.entry("/api/runs/{run}/frequency", List.of("")),
            Map.entry("/api/runs/{run}/confusions", List.of("?model=vlm", "?model=vlm&label=cat&size=2")),
            Map.entry("/api/runs/{run}/confusions/matrix", List.of("?model=vlm", "?model=vlm&label=cat")),
            Map.entry("/api/runs/{run}/answers", List.of("?model=vlm")),
            Map.entry("/api/runs/{run}/agreement", List.of("")),
            Map.entry("/api/runs/{run}/pairs", List.of("")),
            Map.entry("/api/runs/{run}/compare", List.of("?first=vlm&second=clip")),
            Map.entry("/api/runs/{run}/differences", List.of("?first=vlm&second=clip&right=second")),
            Map.entry("/api/gap", List.of("?runs=" + RUN)),
            Map.entry("/api/trainings", List.of("")),
            Map.entry("/api/trainings/{training}", List.of("")),
            Map.entry("/api/models", List.of("")),
            Map.entry("/api/models/colours", List.of("")),
            Map.entry("/api/troubles", List.of("")),
            Map.entry("/api/makings", List.of("")),
            Map.entry("/api/makings/{making}", List.of("")),
            Map.entry("/api/dead-letters", List.of("", "?run=" + RUN + "&size=1")));

    /** Answers that are no JSON, and those that never end. */
    private static final Set<String> OTHERS = Set.of(
            "/api/runs/{run}/export",
            "/api/runs/{run}/items/{item}/image",
            "/api/runs/{run}/events",
            "/api/runs/{run}/live",
            "/api/events",
            "/api/live");

    private JsonNode document;

    @Test
    void everyAnswerAndEveryEventIsOfItsSchema() throws Exception {
        document = closed(JSON.readTree(get("/q/openapi?format=json").asString()));
        pushEverything();

        Set<String> described = new TreeSet<>();
        document.path("paths").fieldNames().forEachRemaining(described::add);
        described.removeAll(OTHERS);
        assertThat(ADDRESSES.keySet()).containsExactlyInAnyOrderElementsOf(described);
        for (Map.Entry<String, List<String>> address : ADDRESSES.entrySet()) {
            JsonNode schema = schema(address.getKey(), "200", "application/json");
            for (String query : address.getValue()) {
                String path = address.getKey()
                                .replace("{run}", RUN)
                                .replace("{item}", "01")
                                .replace("{making}", RUN)
                                .replace("{training}", RUN)
                        + query;
                String answer = get(path).then().statusCode(200).extract().asString();
                assertValid(path, JSON.readTree(answer), schema);
            }
        }
        String export = get("/api/runs/{run}/export", RUN).asString();
        JsonNode line = schema("/api/runs/{run}/export", "200", "application/x-ndjson");
        for (String text : export.split("\n")) {
            assertValid("a line of the export", JSON.readTree(text), line);
        }
        events("/api/runs/{run}/events", "", List.of("metrics", "complete"));
        events("/api/runs/{run}/events", "?feed=answers", List.of("answers"));
        events("/api/events", "", List.of("runs"));
    }

    /** The other test can fail. */
    @Test
    void aFieldThatIsMissingOrNotDescribedIsFound() throws Exception {
        document = closed(JSON.readTree(get("/q/openapi?format=json").asString()));
        JsonNode schema = schema("/api/models", "200", "application/json");
        String model = "{\"model\": \"m\", \"digest\": \"d\", \"kind\": \"k\", \"tasks\": [], \"service\": \"s\","
                + " \"dtype\": \"fp32\", \"announcedAt\": 1, \"away\": true";
        assertThat(wrong(JSON.readTree("[" + model + "}]"), schema)).isEmpty();
        assertThat(wrong(JSON.readTree("[" + model + ", \"more\": 1}]"), schema))
                .hasSize(1);
        assertThat(wrong(JSON.readTree("[" + model.replace("\"kind\": \"k\", ", "") + "}]"), schema))
                .hasSize(1);
    }

    private void pushEverything() {
        RunManifest manifest = Events.manifest(RUN, "open-world", 4, VLM, "clip");
        manifest.setFrequencies(Map.of("cat", 200L, "dog", 3L));
        manifest.setJudges(Map.of("llm-judge", "gpt"));
        manifest.setTags(Map.of("training", RUN, "step", "100"));
        pusher.push(manifest);
        for (String item : List.of("01", "02", "03", "04")) {
            pusher.push(Events.reference(RUN, item, item.equals("04") ? "dog" : "cat", PNG));
            pusher.push(Events.text(RUN, item, VLM, item.equals("01") ? "a cat" : "a dog"));
            if (item.equals("03")) {
                pusher.push(Events.deadLetter(RUN, item, "clip", "the image is none"));
            } else {
                pusher.push(Events.ranking(RUN, item, "clip", "cat", "dog"));
            }
        }
        pusher.push(Events.verdict(RUN, "01", VLM, "llm-judge", true, null));
        pusher.push(ModelAnnouncement.newBuilder()
                .setModel("clip-photo")
                .setDigest("d1")
                .setKind("dual-encoder")
                .setTasks(List.of("zero-shot"))
                .setService("embed")
                .setSoftwareVersion("1")
                .setAnnouncedAt(1)
                .setLeaseMillis(90_000)
                .build());
        pusher.push(GenerationEvents.making(RUN, 1, "cat"));
        pusher.push(GenerationEvents.written(RUN, 0, 1, "no-json"));
        awaitComplete(RUN);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> get("/api/makings").asString().contains("\"written\":1"));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> get("/api/dead-letters?run=" + RUN).asString().contains("the image is none"));
    }

    private void events(String path, String query, List<String> names) throws Exception {
        JsonNode schema = schema(path, "200", "text/event-stream");
        try (EventStream stream = new EventStream(path.replace("{run}", RUN) + query)) {
            for (String name : names) {
                assertValid(path, event(name, JSON.readTree(stream.until(name))), schema);
            }
        }
    }

    private static JsonNode event(String name, JsonNode data) {
        return JSON.createObjectNode().put("event", name).set("data", data);
    }

    private JsonNode schema(String path, String status, String type) {
        JsonNode schema = document.path("paths")
                .path(path)
                .path("get")
                .path("responses")
                .path(status)
                .path("content")
                .path(type)
                .path("schema");
        assertThat(schema.isObject()).as(path).isTrue();
        return schema;
    }

    private void assertValid(String what, JsonNode answer, JsonNode schema) {
        assertThat(wrong(answer, schema)).as(what + ": " + answer).isEmpty();
    }

    private Set<ValidationMessage> wrong(JsonNode answer, JsonNode schema) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", document.path("components"));
        whole.putArray("allOf").add(schema);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(whole)
                .validate(answer);
    }

    /** Objects of named fields have no others: what is answered is described. */
    private static JsonNode closed(JsonNode part) {
        if (part instanceof ObjectNode object && object.path("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        if (part instanceof ObjectNode || part instanceof ArrayNode) {
            for (Iterator<JsonNode> parts = part.elements(); parts.hasNext(); ) {
                closed(parts.next());
            }
        }
        return part;
    }
}
