package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.output.Json;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pushing to a real broker, and reading back what lies there. */
class PushIT {
    private static final String EMOJI = Home.EMOJI.resolve("emoji.jsonl").toString();

    private static Path data;
    private static LocalStack stack;

    @BeforeAll
    static void startBroker() {
        StackConfig config = Home.stack("push", ServiceKind.INGEST);
        data = config.data();
        stack = LocalStack.start(config);
        announce("emoji-vlm", "vision-language", 600_000);
    }

    @AfterAll
    static void stopBroker() {
        stack.close();
    }

    private static void announce(String model, String kind, long lease) {
        ModelAnnouncement announcement = ModelAnnouncement.newBuilder()
                .setModel(model)
                .setDigest("0")
                .setKind(kind)
                .setTasks(List.of())
                .setService("test")
                .setSoftwareVersion("test")
                .setAnnouncedAt(1)
                .setLeaseMillis(lease)
                .build();
        try (Wiretap tap = new Wiretap(stack.bootstrap())) {
            tap.send(Topic.MODELS, model, Wire.of(ModelAnnouncement.class).encode(announcement));
        }
    }

    private static List<ConsumerRecord<String, byte[]>> read(Topic topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.bootstrap()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }

    private static CommandRun push(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("push", EMOJI, "--split", "valid", "--bootstrap", stack.bootstrap(), "--models", "emoji-vlm"));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static List<ConsumerRecord<String, byte[]>> itemsOf(String run) {
        return read(Topic.ITEMS).stream()
                .filter(item -> item.key().startsWith(run + "/"))
                .toList();
    }

    private static List<RunManifest> manifestsOf(String run) {
        return read(Topic.RUNS).stream()
                .filter(manifest -> manifest.key().equals(run))
                .map(manifest -> Wire.of(RunManifest.class).decode(manifest.value()))
                .toList();
    }

    @Test
    void aPushWritesOneManifestAndItsItemsWithTheirImagesAndChoices() throws Exception {
        CommandRun pushed = push("--run", "five", "--labels", "5", "--limit", "7", "--json");

        assertThat(pushed.status()).as(pushed.err()).isZero();
        assertThat(Json.MAPPER.readTree(pushed.out()).path("pushed").asInt()).isEqualTo(7);
        assertThat(manifestsOf("five")).singleElement().satisfies(manifest -> {
            assertThat(manifest.getTask()).isEqualTo("closed-world");
            assertThat(manifest.getItems()).isEqualTo(7);
            assertThat(manifest.getClasses()).hasSize(706);
        });
        assertThat(itemsOf("five")).hasSize(7).allSatisfy(record -> {
            Item item = Wire.of(Item.class).decode(record.value());
            assertThat(record.key()).isEqualTo("five/" + item.getItemId());
            assertThat(record.headers().lastHeader("run").value()).asString().isEqualTo("five");
            assertThat(item.getChoices()).hasSize(5).contains(item.getLabel());
            assertThat(item.getImage().getBytes().remaining())
                    .isEqualTo((int) item.getImage().getSize());
        });
    }

    @Test
    void pushingAgainKeepsOneManifestAndTheSameItemIds() {
        push("--run", "twice", "--limit", "3");
        assertThat(push("--run", "twice", "--limit", "3").status()).isZero();
        assertThat(manifestsOf("twice")).hasSize(1);
        assertThat(itemsOf("twice").stream().map(ConsumerRecord::key).distinct())
                .hasSize(3);
    }

    @Test
    void anotherRunUnderTheSameIdIsRefusedAndNothingIsPushed() {
        push("--run", "taken", "--limit", "2");
        CommandRun other = push("--run", "taken", "--limit", "2", "--seed", "7");
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err()).contains("run \"taken\" exists with other settings: its seed is 1234, not 7");
        assertThat(itemsOf("taken")).hasSize(2);
    }

    @Test
    void ofTwoPushesAtOnceUnderOneIdOneIsTheRunAndTheOtherIsToldTheDifference() throws Exception {
        for (int round = 0; round < 10; round++) {
            String run = "nightly-" + round;
            CompletableFuture<CommandRun> one = async("--run", run, "--labels", "5", "--limit", "20", "--seed", "1");
            CompletableFuture<CommandRun> other = async("--run", run, "--labels", "5", "--limit", "20", "--seed", "2");
            List<CommandRun> both = List.of(one.get(), other.get());

            assertThat(both).extracting(CommandRun::status).containsExactlyInAnyOrder(0, 1);
            CommandRun lost = both.get(0).status() == 1 ? both.get(0) : both.get(1);
            assertThat(lost.err())
                    .containsPattern("run \"" + run + "\" exists with other settings: its seed is [12], not [12]");
            assertThat(manifestsOf(run)).singleElement().satisfies(manifest -> {
                assertThat(manifest.getItems()).isEqualTo(20);
                assertThat(manifest.getSeed()).isEqualTo(lost == both.get(0) ? 2 : 1);
            });
            assertThat(itemsOf(run)).hasSize(20);
        }
    }

    private static CompletableFuture<CommandRun> async(String... more) {
        return CompletableFuture.supplyAsync(() -> push(more));
    }

    /** As your own program announces itself: the stack was started without its bundle. */
    @Test
    void aModelThatIsAnnouncedIsKnownOnALocalStackToo() {
        String[] command = {
            "push",
            EMOJI,
            "--split",
            "valid",
            "--data",
            data.toString(),
            "--models",
            "emoji-vlm",
            "--run",
            "local",
            "--limit",
            "2"
        };
        CommandRun pushed = CommandRun.of(command);
        assertThat(pushed.status()).as(pushed.err()).isZero();
        assertThat(manifestsOf("local"))
                .singleElement()
                .satisfies(manifest -> assertThat(manifest.getModels()).containsExactly("emoji-vlm"));
    }

    @Test
    void aModelThatNobodyAnswersForIsRefusedWithThoseThereAre() {
        CommandRun pushed = push("--models", "nix", "--run", "unknown");
        assertThat(pushed.status()).isEqualTo(1);
        assertThat(pushed.err()).contains("no service answers for model \"nix\"; there are [emoji-vlm");
        assertThat(push("--models", "emoji-vln", "--run", "unknown").err())
                .contains("vlmstream up --models-dir DIR…; did you mean \"emoji-vlm\"?");
        assertThat(manifestsOf("unknown")).isEmpty();
    }

    /** The topic keeps the last announcement of a service that is gone; a cluster may start it when questions wait. */
    @Test
    void aModelWhoseServiceIsGoneIsAskedIfItIsNamedAlone() {
        announce("gone-vlm", "vision-language", 0);

        CommandRun all = CommandRun.of(
                "push",
                EMOJI,
                "--split",
                "valid",
                "--bootstrap",
                stack.bootstrap(),
                "--run",
                "without-it",
                "--limit",
                "1");
        assertThat(all.status()).as(all.err()).isZero();
        assertThat(all.err())
                .containsPattern("no service answers for gone-vlm now \\(last heard of at 20[^ ]+\\),"
                        + " so it is not asked; name it with --models to have its questions wait");
        assertThat(manifestsOf("without-it").get(0).getModels()).containsExactly("emoji-vlm");

        CommandRun named = push("--models", "emoji-vlm,gone-vlm", "--run", "with-it", "--limit", "1");
        assertThat(named.status()).as(named.err()).isZero();
        assertThat(named.err()).contains("no service answers for gone-vlm now", "its questions wait until one does");
        assertThat(manifestsOf("with-it").get(0).getModels()).containsExactly("emoji-vlm", "gone-vlm");
    }

    @Test
    void waitingNeedsTheAddressOfTheScoringService() {
        CommandRun pushed = push("--wait", "--run", "waiting");
        assertThat(pushed.status()).isEqualTo(2);
        assertThat(pushed.err()).contains("give its address with --server");
        assertThat(itemsOf("waiting")).isEmpty();
    }

    @Test
    void anIdThatCannotBePartOfAKeyIsRefused() {
        assertThat(push("--run", "a/b").err()).contains("run id \"a/b\": use 1 to 100 letters");
    }
}
