package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("state/in-hand");
    }

    @Test
    void aProcessThatEndsWithNothingInHandSuspectsNothing() {
        Quarantine first = new Quarantine(file);
        first.take(records(0, 9));
        first.release();
        assertThat(new Quarantine(file).suspects(records(0, 9))).isFalse();
    }

    @Test
    void recordsInHandAtAnEndAreSuspectsAndTheOneThatWasAloneCountsFurther() {
        new Quarantine(file).take(records(5, 9));
        Quarantine second = new Quarantine(file);
        assertThat(second.suspects(records(9, 12))).isTrue();
        assertThat(second.suspects(records(10, 12))).isFalse();
        second.take("items", 0, 7);
        Quarantine third = new Quarantine(file);
        assertThat(third.attempts("items", 0, 7)).isEqualTo(2);
        assertThat(third.attempts("items", 0, 6)).isEqualTo(1);
        assertThat(third.attempts("items", 1, 7)).isZero();
        third.take("items", 0, 6);
        third.take("items", 0, 7);
        assertThat(new Quarantine(file).attempts("items", 0, 7)).isEqualTo(3);
        assertThat(new Quarantine(file).attempts("items", 0, 6)).isEqualTo(1);
    }

    @Test
    void whatIsCommittedIsForgotten() {
        new Quarantine(file).take(records(5, 9));
        Quarantine second = new Quarantine(file);
        second.committed("items", 0, 9);
        assertThat(second.suspects(records(5, 9))).isTrue();
        second.committed("items", 0, 10);
        assertThat(second.suspects(records(5, 9))).isFalse();
        assertThat(new Quarantine(file).suspects(records(5, 9))).isFalse();
    }

    @Test
    void aFileThatIsBrokenOrCannotBeWrittenCostsTheMemoryAlone() throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {(byte) 0xc3, 0x28, 10, 'h', 'a', 'n', 'd', 10});
        assertThat(new Quarantine(file).suspects(records(0, 9))).isFalse();
        Path underFile = file.resolve("not-a-directory");
        Quarantine unwritable = new Quarantine(underFile);
        assertThatCode(() -> {
                    unwritable.take(records(0, 3));
                    unwritable.release();
                })
                .doesNotThrowAnyException();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(offset -> new ConsumerRecord<byte[], byte[]>("items", 0, offset, null, new byte[0]))
                .toList();
    }
}
