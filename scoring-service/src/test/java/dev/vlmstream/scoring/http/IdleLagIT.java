package dev.vlmstream.scoring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.BrokerResource;
import dev.vlmstream.scoring.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** After a run that came in transactions, as the other services write, nothing of any partition waits: a scaler sees zero. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class IdleLagIT extends OverHttp {
    private static final int ITEMS = 60;

    @Test
    void nothingWaitsAfterARun() throws Exception {
        String run = "idle";
        pusher.push(Events.manifest(run, "open-world", ITEMS, "m"));
        pushInTransactions(run);
        awaitComplete(run);

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            String group = group(admin);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(lags(admin, group)).isEmpty());
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(values("vlmstream_lag_records"))
                            .hasSize(4)
                            .allSatisfy((series, value) -> {
                                assertThat(series).contains("loop=\"" + group + "\"", "topic=\"");
                                assertThat(value).as(series).isZero();
                            }));
            assertThat(values("vlmstream_oldest_waiting_seconds")).containsValue(0.0);
            assertThat(values("vlmstream_commit_seconds_bucket{loop=\"" + group))
                    .isNotEmpty();
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(values("kafka_consumer_fetch_manager_records_lag{"))
                            .isNotEmpty()
                            .allSatisfy((series, value) ->
                                    assertThat(series).contains("loop=\"" + group + "\"", "partition=\"")));
        }
    }

    /** Some committed, some aborted: both leave marks behind the records. */
    private void pushInTransactions(String run) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "transactional.id", "idle-lag");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (int item = 0; item < ITEMS; item++) {
                String key = Keys.runItem(run, "i" + item);
                byte[] reference = Wire.of(Reference.class).encode(Events.reference(run, "i" + item, "cat"));
                byte[] prediction = Wire.of(Prediction.class).encode(Events.text(run, "i" + item, "m", "cat"));
                for (boolean abort : item % 5 == 0 ? new boolean[] {false, true} : new boolean[] {false}) {
                    producer.beginTransaction();
                    producer.send(new ProducerRecord<>(Topic.REFERENCES.topicName(), key, reference));
                    producer.send(new ProducerRecord<>(Topic.PREDICTIONS.topicName(), key, prediction));
                    producer.flush();
                    if (abort) {
                        producer.abortTransaction();
                    } else {
                        producer.commitTransaction();
                    }
                }
            }
        }
    }

    private static String group(Admin admin) throws Exception {
        return admin.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .filter(id -> id.endsWith("-scoring"))
                .findFirst()
                .orElseThrow();
    }

    /** What a scaler sees of a group: the end of each partition less what is committed, where these differ. */
    private static Map<String, Long> lags(Admin admin, String group) throws Exception {
        var committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        assertThat(committed).isNotEmpty();
        var ends = admin.listOffsets(committed.keySet().stream()
                        .collect(Collectors.toMap(Function.identity(), at -> OffsetSpec.latest())))
                .all()
                .get();
        Map<String, Long> lags = new TreeMap<>();
        for (TopicPartition partition : committed.keySet()) {
            long lag = ends.get(partition).offset() - committed.get(partition).offset();
            if (lag != 0) {
                lags.put(partition.toString(), lag);
            }
        }
        return lags;
    }

    /** The series whose name and labels begin like that. */
    private static Map<String, Double> values(String begin) {
        return Management.metrics()
                .lines()
                .filter(line -> line.startsWith(begin))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))));
    }
}
