package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.Waiting;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox(topic -> topic.topicName("test-"));

    @Test
    void addressesEventsToTheInstallationsTopics() {
        outbox.add(Topic.QUESTIONS, "k", new RankedClass("cat", 0, 1f));
        assertThat(outbox.records()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("test-questions");
            assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("k");
            assertThat(Wire.of(RankedClass.class).decode(record.value()).getName())
                    .isEqualTo("cat");
        });
    }

    @Test
    void whatIsPassedOnNamesTheRunThatWasOpenWhenItCame() {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("test-items", 0, 7, null, new byte[] {1});
        outbox.pass(Topic.ITEMS_BY_ADDRESS, "host", record, "r");
        assertThat(outbox.records()).singleElement().satisfies(passed -> {
            assertThat(passed.topic()).isEqualTo("test-items-by-address");
            assertThat(passed.value()).isEqualTo(record.value());
            assertThat(EventHeaders.text(passed.headers(), EventHeaders.RUN)).isEqualTo("r");
        });
        assertThat(record.headers()).as("it may be worked on again").isEmpty();
    }

    @Test
    void refusesAnEventLargerThanTopicsTakeAndSaysTheCure() {
        RankedClass large = new RankedClass("x".repeat(Topic.MAX_RECORD_BYTES), 0, 1f);
        assertThatThrownBy(() -> outbox.add(Topic.QUESTIONS, "k", large))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("send the image by address");
        assertThat(outbox.records()).isEmpty();
    }

    @Test
    void keepsTheOriginalInADeadLetterThatFits() {
        outbox.add(letter("why", new byte[0], new byte[1000]));
        assertThat(sent().getRecordValue().remaining()).isEqualTo(1000);
        assertThat(outbox.deadLetters()).isOne();
    }

    @Test
    void aDeadLetterTooLargeLosesTheOriginalAndNotTheReason() {
        outbox.add(letter("why", new byte[0], new byte[Topic.MAX_RECORD_BYTES]));
        assertThat(sent().getReason()).isEqualTo("why");
        assertThat(sent().getRecordValue()).isNull();
        assertThat(outbox.deadLetters()).isOne();
    }

    @Test
    void aDeadLetterFitsWhateverItsRecordsKey() {
        outbox.add(letter("why", new byte[Topic.MAX_RECORD_BYTES], new byte[0]));
        assertThat(sent().getReason()).isEqualTo("why");
        assertThat(sent().getRecordKey()).isNull();
    }

    @Test
    void aReasonQuotesNoMoreThanThereIsRoomForTheRecordBesides() {
        String quoting = "y".repeat(Topic.MAX_RECORD_BYTES);
        outbox.add(DeadLetters.of("test", Records.of("items", 0, 0, "value"), quoting, "r", "i", null));
        assertThat(sent().getReason()).startsWith("yyy").endsWith("…").hasSize(10_001);
        assertThat(sent().getRecordValue().remaining()).isEqualTo(5);
    }

    @Test
    void deadLettersOfNoRunShareAKey() {
        outbox.add(DeadLetter.newBuilder(letter("why", new byte[0], new byte[0]))
                .setRun(null)
                .setItemId(null)
                .build());
        assertThat(outbox.records().get(0).key()).isEqualTo("unattributed".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void leavesARecordAndThoseBehindItInItsPartitionAlone() {
        outbox.leave(Records.of("items", 0, 5, "later"));
        assertThat(outbox.isLeft(Records.of("items", 0, 4, ""))).isFalse();
        assertThat(outbox.isLeft(Records.of("items", 0, 5, ""))).isTrue();
        assertThat(outbox.isLeft(Records.of("items", 0, 6, ""))).isTrue();
        assertThat(outbox.isLeft(Records.of("items", 1, 6, ""))).isFalse();
    }

    @Test
    void leavesFromTheFirstOfSeveral() {
        outbox.leave(Records.of("items", 0, 5, ""));
        Outbox other = new Outbox(Topic::topicName);
        other.leave(Records.of("items", 0, 3, ""));
        other.add(letter("why", new byte[0], new byte[0]));
        outbox.addAll(other);
        assertThat(outbox.left()).isEqualTo(Map.of(new TopicPartition("items", 0), 3L));
        assertThat(outbox.deadLetters()).isOne();
    }

    @Test
    void whatWaitsForItsRunIsNamedByWhereItLies() {
        outbox.await(Records.of("items", 2, 5, "later"), "r", null);
        ProducerRecord<byte[], byte[]> record = outbox.records().get(0);
        assertThat(record.topic()).isEqualTo("test-waiting");
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("items-2-5");
        assertThat(Wire.of(Waiting.class).decode(record.value())).isEqualTo(new Waiting("r", "items", 2, 5L, null));
    }

    private DeadLetter sent() {
        ProducerRecord<byte[], byte[]> record = outbox.records().get(0);
        assertThat(record.topic()).isEqualTo("test-dead-letters");
        return Wire.of(DeadLetter.class).decode(record.value());
    }

    private static DeadLetter letter(String reason, byte[] key, byte[] value) {
        return DeadLetter.newBuilder()
                .setRun("r")
                .setItemId("i")
                .setService("test")
                .setReason(reason)
                .setTopic("items")
                .setPartition(0)
                .setOffset(0)
                .setRecordKey(ByteBuffer.wrap(key))
                .setRecordValue(ByteBuffer.wrap(value))
                .setAt(0)
                .build();
    }
}
