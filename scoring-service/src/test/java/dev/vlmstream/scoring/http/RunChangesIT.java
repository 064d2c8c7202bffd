package dev.vlmstream.scoring.http;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.scoring.BrokerResource;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.index.ScoreIndex;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.readmodel.TopicFollower;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are tagged, archived and deleted, with a real broker. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class RunChangesIT extends OverHttp {
    @Test
    void anArchivedRunIsListedOnlyOnRequestAndCanStillBeRead() {
        complete("away");
        RunManifest manifest = Events.manifest("away", "open-world", 4, "vlm");
        manifest.setArchived(true);
        manifest.setTags(Map.of("by", "ada"));
        pusher.push(manifest);

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> when().get("/api/runs").then().body("run", not(hasItem("away"))));
        when().get("/api/runs?archived=true")
                .then()
                .body("find { it.run == 'away' }.archived", equalTo(true))
                .body("find { it.run == 'away' }.tags.by", equalTo("ada"));
        when().get("/api/runs/away").then().body("complete", equalTo(true)).body("archived", equalTo(true));
        when().get("/api/runs?archived=maybe").then().statusCode(400);
    }

    @Test
    void aDeletedRunIsGoneForGoodAndOthersAreAsBefore() {
        complete("gone");
        complete("stays");
        String before = get("/api/runs/stays/metrics").asString();
        pusher.push(Events.deadLetter("gone", "9", "vlm", "no such image"));

        pusher.delete(Events.manifest("gone", "open-world", 4, "vlm"));

        await().atMost(Duration.ofMinutes(1)).until(() -> get("/api/runs/gone").statusCode() == 404);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> metricKeys().containsKey("gone")
                        && metricKeys().get("gone").isEmpty());
        // As a model that was still at work, and as a user who pushes it again.
        pusher.push(Events.text("gone", "5", "vlm", "cat"));
        pusher.push(Events.reference("gone", "5", "cat"));
        complete("afterwards");

        assertThat(metricKeys().get("gone")).isEmpty();
        when().get("/api/runs").then().body("run", not(hasItem("gone"))).body("run", hasItem("stays"));
        when().get("/api/dead-letters").then().body("run", not(hasItem("gone")));
        assertThat(get("/api/runs/stays/metrics").asString()).isEqualTo(before);
        assertThat(itemsKept()).noneMatch(key -> key.startsWith("gone/")).anyMatch(key -> key.startsWith("stays/"));
    }

    @Test
    void whoReadsTheLogsFromTheirBeginningDoesNotShowADeletedRunEither(@TempDir Path directory)
            throws InterruptedException {
        complete("replayed");
        pusher.delete(Events.manifest("replayed", "open-world", 4, "vlm"));
        complete("there");

        ScoreIndex index = ScoreIndex.open(directory);
        ReadModel readModel = new ReadModel(index);
        TopicFollower follower =
                new TopicFollower(wait -> consumer(new ByteArrayDeserializer()), Topic::topicName, readModel);
        Thread reading = new Thread(follower);
        reading.start();
        await().atMost(Duration.ofMinutes(1)).until(follower::isCaughtUp);
        follower.stop();
        reading.join();
        index.close();

        assertThat(readModel.manifests())
                .extracting(RunManifest::getRun)
                .contains("there")
                .doesNotContain("replayed");
        assertThat(readModel.run("replayed")).isEmpty();
    }

    private void complete(String run) {
        pushRun(run, 4);
        for (int item = 0; item < 4; item++) {
            pushAnswer(run, "" + item, item == 0 ? "dog" : "cat");
        }
        awaitComplete(run);
    }

    /** The metrics that compaction would leave, by run. */
    private Map<String, Set<String>> metricKeys() {
        Map<String, Set<String>> kept = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : read(Topic.METRICS.topicName())) {
            Set<String> keys = kept.computeIfAbsent(record.key().split("/")[0], run -> new HashSet<>());
            if (record.value() == null) {
                keys.remove(record.key());
            } else {
                keys.add(record.key());
            }
        }
        return kept;
    }

    /** The items that scoring would restore from its changelog. */
    private Set<String> itemsKept() {
        Set<String> kept = new HashSet<>();
        for (ConsumerRecord<String, byte[]> record : read("vlmstream-scoring-items-changelog")) {
            if (record.value() == null) {
                kept.remove(record.key());
            } else {
                kept.add(record.key());
            }
        }
        // The first letter is the kind of entry.
        return kept.stream().map(key -> key.substring(1)).collect(Collectors.toSet());
    }

    private List<ConsumerRecord<String, byte[]>> read(String topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (Consumer<String, byte[]> consumer = consumer(new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    private <K> Consumer<K, byte[]> consumer(Deserializer<K> keys) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrap,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false);
        return new KafkaConsumer<>(settings, keys, new ByteArrayDeserializer());
    }
}
