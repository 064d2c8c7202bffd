package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.health.LoopMonitor;
import dev.vlmstream.streaming.kafka.BatchTrace;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BatchWorkerTest {
    private static final int MEBIBYTE = 1 << 20;

    /** Fails with several records; one alone is passed on. */
    private static final class OneByOne implements BatchHandler {
        @Override
        public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
            if (batch.size() > 1) {
                throw new IllegalStateException("one at a time");
            }
            outbox.pass(Topic.QUESTIONS, "k", batch.get(0), "r");
        }

        @Override
        public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
            throw new AssertionError("none fails alone");
        }
    }

    @Test
    void oneByOneNoMoreIsGatheredThanARecordMayHave() {
        LoopMonitor monitor = new LoopMonitor("loop", "items", new SimpleMeterRegistry());
        BatchWorker worker =
                new BatchWorker("loop", new OneByOne(), Topic::topicName, monitor.meters(), new Quarantine());
        List<ConsumerRecord<byte[], byte[]>> batch = LongStream.range(0, 40)
                .mapToObj(offset -> new ConsumerRecord<byte[], byte[]>("items", 0, offset, null, new byte[MEBIBYTE]))
                .toList();
        Outbox outbox = worker.work(batch, BatchTrace.NONE);
        int fit = Topic.MAX_RECORD_BYTES / MEBIBYTE + 1;
        assertThat(outbox.records()).hasSize(fit);
        assertThat(outbox.left()).isEqualTo(Map.of(new TopicPartition("items", 0), (long) fit));
    }
}
