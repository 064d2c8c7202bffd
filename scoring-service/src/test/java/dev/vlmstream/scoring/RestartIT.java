package dev.vlmstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/** Kills the packaged service while it works, and counts afterwards: scores and verdicts of judges. */
class RestartIT extends OfProcesses {
    private static final int ITEMS = 1500;
    private static final List<String> MODELS = List.of("a", "b");

    @Test
    void everyItemIsScoredOnceHoweverOftenTheServiceIsKilled() throws Exception {
        Random random = new Random(7);
        Thread pushing = new Thread(() -> push("killed"));
        pushing.start();
        for (int kill = 0; kill < 3; kill++) {
            ServiceProcess service = start("0");
            service.awaitReady();
            Thread.sleep(random.nextInt(1500));
            service.kill();
        }
        try (ServiceProcess service = start("0")) {
            pushing.join();
            awaitComplete(service, "killed");
            assertThat(service.get("/api/runs/killed/export").lines()).hasSize(ITEMS * MODELS.size());
        }
        assertThat(scoresPerItem("killed"))
                .hasSize(ITEMS * MODELS.size())
                .allSatisfy((item, count) -> assertThat(count).as(item).isOne());
    }

    @Test
    void twoReplicasShareTheWorkAndEachShowsAll() throws Exception {
        try (ServiceProcess first = start("x")) {
            first.awaitReady();
            Thread pushing = new Thread(() -> push("shared"));
            pushing.start();
            try (ServiceProcess second = start("y")) {
                pushing.join();
                awaitComplete(first, "shared");
                awaitComplete(second, "shared");
            }
        }
        assertThat(scoresPerItem("shared"))
                .hasSize(ITEMS * MODELS.size())
                .allSatisfy((item, count) -> assertThat(count).as(item).isOne());
    }

    /** Slowly enough for the kills to hit; references sometimes come late, and everything sometimes comes twice. */
    private void push(String run) {
        try (Pusher pusher = pusher()) {
            RunManifest manifest = Events.manifest(run, "open-world", ITEMS, "a", "b");
            manifest.setJudges(Map.of("llm-judge", "judge"));
            pusher.push(manifest);
            for (int item = 0; item < ITEMS; item++) {
                boolean late = item % 3 == 0;
                if (!late) {
                    pusher.push(Events.reference(run, "i" + item, "cat"));
                }
                for (String model : MODELS) {
                    pusher.push(Events.text(run, "i" + item, model, item % 2 == 0 ? "cat" : "dog"));
                    if (item % 10 == 0) {
                        pusher.push(Events.text(run, "i" + item, model, "dog"));
                    }
                }
                Verdict verdict = Events.verdict(run, "i" + item, "a", "llm-judge", item % 2 == 0 ? true : null, null);
                verdict.setPromptTokens(10);
                pusher.push(verdict);
                if (item % 10 == 0) {
                    pusher.push(verdict);
                }
                if (late) {
                    pusher.push(Events.reference(run, "i" + item, "cat"));
                }
                Thread.sleep(item % 4 == 0 ? 10 : 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitComplete(ServiceProcess service, String run) {
        String counts = "\"answered\":" + ITEMS + ",\"failed\":0,\"unparsed\":0,\"refused\":0";
        String rule = "\"label-inclusion\":{\"n\":" + ITEMS + ",\"correct\":" + ITEMS / 2 + ",";
        String verdicts =
                "\"llm-judge\":{\"judge\":\"judge\",\"answers\":%d,\"given\":%d,\"unparsed\":%d,\"refused\":0,\"failed\":0"
                        .formatted(ITEMS, ITEMS / 2, ITEMS / 2);
        String judging = "\"promptTokens\":" + 10 * ITEMS;
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            String metrics = service.get("/api/runs/" + run + "/metrics");
            assertThat(metrics).contains("\"complete\":true", verdicts, judging);
            assertThat(metrics.split(Pattern.quote(counts), -1)).hasSize(MODELS.size() + 1);
            assertThat(metrics.split(Pattern.quote(rule), -1)).hasSize(MODELS.size() + 1);
        });
    }

    private Map<String, Integer> scoresPerItem(String run) {
        Map<String, Integer> counts = new HashMap<>();
        Wire<Score> wire = Wire.of(Score.class);
        scores().map(record -> wire.decode(record.value()))
                .filter(score -> score.getRun().equals(run))
                .forEach(score -> counts.merge(score.getItemId() + "/" + score.getModel(), 1, Integer::sum));
        return counts;
    }

    private Stream<ConsumerRecord<byte[], byte[]>> scores() {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrap(), "isolation.level", "read_committed");
        Stream.Builder<ConsumerRecord<byte[], byte[]>> records = Stream.builder();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.SCORES.topicName(prefix)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records.build();
    }
}
