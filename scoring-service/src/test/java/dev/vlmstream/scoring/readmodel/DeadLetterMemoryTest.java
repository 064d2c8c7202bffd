package dev.vlmstream.scoring.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.index.ScoreIndex;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever sends dead letters does not fill the heap with them. */
class DeadLetterMemoryTest {
    private static final Wire<DeadLetter> WIRE = Wire.of(DeadLetter.class);
    private static final int LETTERS = 20_000;
    private static final int REASON = 10_000;

    @TempDir
    private Path directory;

    @Test
    void reasonsAreNotHeld() {
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            ReadModel readModel = new ReadModel(index);
            send(readModel, 0, 10);
            long before = held();

            send(readModel, 10, LETTERS);

            long after = held();
            assertThat(after - before).isLessThan(LETTERS * REASON / 20);
            assertThat(readModel.leftOut()).isZero();
        }
    }

    /** Of a run each, so that names are not held either. */
    private static void send(ReadModel readModel, int from, int to) {
        for (int letter = from; letter < to; letter++) {
            DeadLetter one = Events.deadLetter("run-" + letter, "1", "m", letter + "x".repeat(REASON));
            byte[] value = WIRE.encode(one);
            readModel.accept(Topic.DEAD_LETTERS, new ConsumerRecord<>("dead-letters", 0, letter, null, value));
        }
    }

    private static long held() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
