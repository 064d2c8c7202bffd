package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.kafka.ServiceTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Results that are larger than their topic takes. */
class LargeResultIT extends InstallationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final int SMALL = 20_000;

    @BeforeEach
    void makeOneTopicSmall() throws Exception {
        ConfigResource predictions =
                new ConfigResource(ConfigResource.Type.TOPIC, installation.settings.name(Topic.PREDICTIONS));
        AlterConfigOp small = new AlterConfigOp(
                new ConfigEntry("max.message.bytes", String.valueOf(SMALL)), AlterConfigOp.OpType.SET);
        try (Admin admin = installation.settings.admin()) {
            admin.incrementalAlterConfigs(Map.of(predictions, List.of(small)))
                    .all()
                    .get();
            // The controller has it; the broker that answers later learns of it, as it does of the topic.
            TopicSetup topics = new TopicSetup(installation.settings.cluster(), admin);
            await().atMost(PATIENCE)
                    .until(() -> topics.states(List.of(Topic.PREDICTIONS))
                            .get(0)
                            .largest()
                            .equals(Optional.of(SMALL)));
        }
    }

    @Test
    void isADeadLetterAtOnceWhereTheTopicWasLookedAt() {
        Installation.Process process = installation.process("0");
        new ServiceTopics(process.settings(), process.config(), ServiceKind.DECODE).ensure();
        work(process);
        assertThat(process.restarts()).isZero();
    }

    @Test
    void isADeadLetterOnceTheBrokerHasRefusedIt() {
        Installation.Process process = installation.process("0");
        work(process);
        assertThat(process.restarts()).isBetween(1.0, 2.0);
    }

    private void work(Installation.Process process) {
        process.start("grow", new Growing());
        installation.push(List.of("10", "30000", "20", "40000", "30"));
        await().atMost(PATIENCE)
                .until(() -> installation.echoes().size() >= 3
                        && installation.committed(Topic.DEAD_LETTERS).size() >= 2);
        assertThat(installation.echoes()).containsExactlyInAnyOrder("10", "20", "30");
        assertThat(installation.committed(Topic.DEAD_LETTERS))
                .extracting(record ->
                        Wire.of(DeadLetter.class).decode(record.value()).getReason())
                .hasSize(2)
                .allMatch(reason -> reason.contains("max.message.bytes"));
    }

    /** Answers with as many letters as the record says. */
    private static final class Growing implements BatchHandler {
        @Override
        public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
            for (ConsumerRecord<byte[], byte[]> record : batch) {
                String length = new String(record.value(), StandardCharsets.UTF_8);
                outbox.add(Topic.PREDICTIONS, length, new RankedClass("x".repeat(Integer.parseInt(length)), 0, 0f));
            }
        }

        @Override
        public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
            outbox.add(DeadLetters.of("grow", record, RecordFailure.reason(cause)));
        }
    }
}
