package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackState;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A company's cluster: TLS, logins, rights as {@code topics acls} prints them and no more, six partitions, a prefix. Three
 * users: one for the services, one for a decoder apart, one for who pushes; each is said by a file alone.
 */
class SecuredClusterIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "team-a.";
    private static final Path DATA = Path.of("target", "stacks", "secured").toAbsolutePath();
    private static final String EMOJI = Home.EMOJI.resolve("emoji.jsonl").toString();
    private static final int ITEMS = 40;

    private static SecuredBroker broker;
    private static Path admin;
    private static Path platform;
    private static Path gpu;
    private static Path ada;

    @BeforeAll
    static void startTheServices() throws Exception {
        Home.deleteTree(DATA);
        broker = SecuredBroker.start(Path.of("target", "secured-broker").toAbsolutePath());
        for (String user : List.of("admin", "platform", "gpu", "ada")) {
            broker.add(user);
        }
        admin = file("admin");
        platform = file("platform");
        gpu = file("gpu");
        ada = file("ada");
        CommandRun missing = topics("check", admin);
        assertThat(missing.status()).isOne();
        assertThat(missing.out()).contains("team-a.references is missing", "vlmstream topics create --bootstrap ");
        topics("create", admin, "--partitions", "6").done();
        assertThat(topics("check", admin).done().out()).contains("all " + Topic.values().length + " topics are well");
        broker.allow(acls());
        CommandRun.apart(
                        Map.of(),
                        "up",
                        "--port=0",
                        "--kafka-config=" + platform,
                        "--topic-prefix=" + PREFIX,
                        "--models-dir=" + Home.model("emoji-clip"),
                        "--data=" + DATA)
                .done();
    }

    @AfterAll
    static void stop() throws Exception {
        CommandRun.of("down", "--data=" + DATA);
        broker.close();
    }

    private static Path file(String user) throws Exception {
        return broker.file(user + ".properties", broker.client(user, SecuredBroker.PASSWORD));
    }

    private static CommandRun topics(String command, Path config, String... more) throws Exception {
        return run(
                config,
                Stream.concat(Stream.of("topics", command, "--topic-prefix=" + PREFIX), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static List<String> acls() throws Exception {
        List<String> users = new ArrayList<>(List.of("--user", "decode=User:gpu", "--user", "cli=User:ada"));
        List.of("ingest", "embed", "scoring", "judge")
                .forEach(service -> users.addAll(List.of("--user", service + "=User:platform")));
        return topics("acls", admin, users.toArray(String[]::new))
                .done()
                .out()
                .lines()
                .toList();
    }

    private static CommandRun run(Path config, String... arguments) throws Exception {
        return CommandRun.of(
                Stream.concat(Stream.of(arguments), Stream.of("--kafka-config=" + config, "--data=" + DATA))
                        .toArray(String[]::new));
    }

    private static CommandRun push(String run, String split, String... more) throws Exception {
        List<String> all = new ArrayList<>(
                List.of("push", EMOJI, "--split=" + split, "--limit=" + ITEMS, "--run=" + run, "--wait", "--json"));
        all.addAll(List.of(more));
        return run(ada, all.toArray(String[]::new)).done();
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }

    @Test
    void everyCommandWorksByItsFileAlone() throws Exception {
        JsonNode pushed = json(push("test", "valid", "--task=zero-shot").out());
        assertThat(pushed.at("/metrics/models/0/answered").asInt()).isEqualTo(ITEMS);
        push("train", "train", "--task=zero-shot");
        assertThat(CommandRun.of("watch", "test", "--data=" + DATA).done().out())
                .contains("test");
        assertThat(json(CommandRun.of("metrics", "test", "--json", "--data=" + DATA)
                                .done()
                                .out())
                        .findValuesAsText("answered"))
                .contains(String.valueOf(ITEMS));
        assertThat(run(ada, "export", "test").done().out().lines()).hasSize(ITEMS);
        Path features = DATA.resolve("features.npy");
        run(ada, "export", "test", "--features=image_embeds", "--format=npy", "--out=" + features)
                .done();
        assertThat(Files.size(features)).isPositive();
        run(ada, "probe", "test", "--train-run=train", "--features=image_embeds", "--publish")
                .done();
        run(ada, "runs", "tag", "test", "by=ada").done();
        run(ada, "dead-letters", "test").done();
        assertThat(run(ada, "rescore", "test", "--run=again", "--wait", "--json")
                        .done()
                        .out())
                .contains("\"copied\":" + ITEMS);
        StackState state = StackState.running(DATA).orElseThrow();
        assertThat(Files.readString(DATA.resolve("stack.json"))).doesNotContain(SecuredBroker.PASSWORD);
        for (StackState.Service service : state.services()) {
            assertThat(Files.readString(Path.of(service.log())))
                    .doesNotContain(SecuredBroker.PASSWORD)
                    .doesNotContain("AuthorizationException");
            assertThat(ProcessHandle.of(service.pid())
                            .orElseThrow()
                            .info()
                            .arguments()
                            .orElse(new String[0]))
                    .noneMatch(argument -> argument.contains(SecuredBroker.PASSWORD));
        }
    }

    @Test
    void aManifestOverHttpReachesTheClusterByTheServicesFileAlone() throws Exception {
        String ingest = StackState.running(DATA).orElseThrow().ingest().orElseThrow();
        HttpRequest manifest = HttpRequest.newBuilder(URI.create(ingest + "/api/runs"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"run\": \"posted\", \"task\": \"open-world\", \"models\": [\"emoji-clip\"], \"items\": 1}"))
                .build();
        HttpResponse<String> answer = Results.HTTP.send(manifest, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        CommandRun.of("runs", "--json", "--data=" + DATA).out().contains("\"posted\""));
    }

    @Test
    void aDecoderWorksWithoutTheRightToReadReferencesAndIsRefusedThem() throws Exception {
        var config = Home.stack("secured-decoder", List.of(), List.of("emoji-vlm"))
                .external(broker.bootstrap())
                .withTopicPrefix(PREFIX)
                .withKafkaConfig(gpu)
                .withInstances(ServiceKind.INGEST, 0)
                .withInstances(ServiceKind.SCORING, 0);
        try (LocalStack decoder = LocalStack.start(config)) {
            JsonNode pushed = json(push(
                            "said",
                            "valid",
                            "--task=open-world",
                            "--models=emoji-vlm",
                            "--topic-prefix=" + PREFIX,
                            "--bootstrap=" + broker.bootstrap(),
                            "--server=" + StackState.running(DATA).orElseThrow().server())
                    .out());
            assertThat(pushed.at("/metrics/models/0/answered").asInt()).isEqualTo(ITEMS);
        }
        Map<String, Object> client = Map.copyOf(broker.client("gpu", SecuredBroker.PASSWORD));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(PREFIX + "references", 0)));
            assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(10)))
                    .isInstanceOf(TopicAuthorizationException.class)
                    .hasMessageContaining("references");
        }
    }

    @Test
    void allTopicsHaveTheirPartitionsAndNothingElseWasCreated() throws Exception {
        try (Admin all = broker.admin()) {
            assertThat(all.listTopics().names().get()).allMatch(name -> name.startsWith(PREFIX));
            assertThat(all.describeTopics(List.of(PREFIX + "references", PREFIX + "verdicts"))
                            .allTopicNames()
                            .get()
                            .values())
                    .allMatch(topic -> topic.partitions().size() == 6);
            assertThat(all.listGroups().all().get())
                    .allMatch(group -> group.groupId().startsWith(PREFIX + "vlmstream-"));
        }
    }
}
