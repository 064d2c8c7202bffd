package dev.vlmstream.streaming.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.loop.EchoHandler;
import dev.vlmstream.streaming.loop.Installation;
import dev.vlmstream.streaming.loop.InstallationTest;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Lag that a scaler can go by: everything that waits is in it, and nothing else. */
class LoopLagIT extends InstallationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @Test
    void aGroupThatHasReadEverythingHasNoLagThoughTransactionsEndedBehindTheLastRecord() {
        Installation.Process process = installation.process("0", "batch.size", "5");
        process.start("echo", new EchoHandler());
        try (Producer<byte[], byte[]> producer = installation.settings.transactionalProducer("writer")) {
            producer.initTransactions();
            for (int transaction = 0; transaction < 4; transaction++) {
                producer.beginTransaction();
                for (int i = 0; i < 6; i++) {
                    String value = transaction + "-" + i;
                    producer.send(new ProducerRecord<>(
                            installation.settings.name(Topic.ITEMS),
                            i % 2,
                            null,
                            value.getBytes(StandardCharsets.UTF_8)));
                }
                producer.commitTransaction();
            }
        }
        await().atMost(PATIENCE).until(() -> installation.echoes().size() == 24);
        await().atMost(PATIENCE)
                .until(() -> lag(installation.settings.names().group("echo")).values().stream()
                        .allMatch(lag -> lag == 0));
        assertThat(lag(installation.settings.names().group("echo"))).hasSize(2);
        await().atMost(PATIENCE).until(() -> gauge(process, "vlmstream.lag.records") == 0);
        assertThat(gauge(process, "vlmstream.oldest.waiting.seconds")).isZero();
    }

    @Test
    void whatWaitsIsInTheMetrics() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        Installation.Process process = installation.process("0", "batch.size", "5");
        installation.push(IntStream.range(0, 50).mapToObj(String::valueOf).toList());
        process.start("echo", new EchoHandler(batch -> awaitQuietly(release)));
        await().atMost(PATIENCE).until(() -> gauge(process, "vlmstream.lag.records") == 50);
        installation.push(IntStream.range(50, 80).mapToObj(String::valueOf).toList());
        await("a loop at work fetches nothing")
                .atMost(PATIENCE)
                .until(() -> gauge(process, "vlmstream.lag.records") == 80);
        await().atMost(PATIENCE).until(() -> gauge(process, "vlmstream.oldest.waiting.seconds") > 0);
        assertThat(process.meters()
                        .find("kafka.consumer.fetch.manager.records.lag.max")
                        .tagKeys("loop")
                        .gauge())
                .as("the client's own metrics")
                .isNotNull();
        release.countDown();
        await().atMost(PATIENCE).until(() -> gauge(process, "vlmstream.lag.records") == 0);
        assertThat(process.meters().find("vlmstream.commit.seconds").timer().count())
                .isPositive();
    }

    @Test
    void ofTwoGroupsOnOneTopicEachHasItsOwnLag() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        Installation.Process process = installation.process("0", "batch.size", "5");
        installation.push(IntStream.range(0, 20).mapToObj(String::valueOf).toList());
        process.start("slow", new EchoHandler(batch -> awaitQuietly(release)));
        process.start("quick", new EchoHandler());
        await().atMost(PATIENCE).until(() -> lag(process, "slow") == 20 && lag(process, "quick") == 0);
        release.countDown();
        await().atMost(PATIENCE).until(() -> lag(process, "slow") == 0);
    }

    @Test
    void everyMeterOfTheLoopSaysWhatItIs() {
        Installation.Process process = installation.process("0");
        process.start("echo", new EchoHandler());
        assertThat(process.meters().getMeters())
                .filteredOn(meter -> meter.getId().getName().startsWith("vlmstream."))
                .hasSizeGreaterThan(8)
                .allSatisfy(meter -> assertThat(meter.getId().getDescription())
                        .as(meter.getId().getName())
                        .isNotBlank());
    }

    private static double gauge(Installation.Process process, String name) {
        MeterRegistry registry = process.meters();
        Gauge gauge = registry.find(name).tagKeys("loop").gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    /** As the process knows it. */
    private double lag(Installation.Process process, String group) {
        Gauge gauge = process.meters()
                .find("vlmstream.lag.records")
                .tag("loop", installation.settings.names().group(group))
                .gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    /** By partition: what lies in the log behind the committed offset, markers included. */
    private Map<TopicPartition, Long> lag(String group) {
        try (Admin admin = installation.settings.admin()) {
            var offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
            List<TopicPartition> partitions = List.of(
                    new TopicPartition(installation.settings.name(Topic.ITEMS), 0),
                    new TopicPartition(installation.settings.name(Topic.ITEMS), 1));
            partitions.forEach(partition -> specs.put(partition, OffsetSpec.latest()));
            var ends = admin.listOffsets(specs).all().get();
            Map<TopicPartition, Long> lag = new HashMap<>();
            partitions.forEach(partition -> lag.put(
                    partition,
                    ends.get(partition).offset()
                            - (offsets.containsKey(partition)
                                    ? offsets.get(partition).offset()
                                    : 0)));
            return lag;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
