package dev.vlmstream.scoring.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.topics.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoisonRecordsTest {
    @TempDir
    private Path directory;

    private Path file;
    private final List<String> done = new ArrayList<>();

    @BeforeEach
    void name() {
        file = directory.resolve("state/suspects");
    }

    private PoisonRecords open() {
        return PoisonRecords.open(file, 4);
    }

    private void fails(PoisonRecords suspects, long offset, Throwable cause) {
        assertThatThrownBy(() -> suspects.work(Topic.VERDICTS, 2, offset, () -> sneak(cause), () -> done.add("aside")))
                .isSameAs(cause);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable cause) throws T {
        throw (T) cause;
    }

    private void works(PoisonRecords suspects, long offset) {
        suspects.work(Topic.VERDICTS, 2, offset, () -> done.add("work"), () -> done.add("aside"));
    }

    @Test
    void aRecordThatEndsItsThreadThreeTimesIsSetAside() {
        PoisonRecords suspects = open();
        for (int attempt = 0; attempt < 3; attempt++) {
            fails(suspects, 7, new OutOfMemoryError());
            suspects.suspect(2);
        }

        works(suspects, 7);
        works(suspects, 8);

        assertThat(done).containsExactly("aside", "work");
    }

    @Test
    void attemptsCountHoweverTheProcessEnded() {
        for (int attempt = 0; attempt < 3; attempt++) {
            // Nobody closes anything: what is in the file is what a killed process leaves.
            fails(open(), 7, new StackOverflowError());
        }

        works(open(), 7);
        works(open(), 7);

        assertThat(done).containsExactly("aside", "aside");
    }

    @Test
    void aSuspectThatIsWorkedOnIsOneNoMore() {
        for (int attempt = 0; attempt < 2; attempt++) {
            fails(open(), 7, new OutOfMemoryError());
        }
        works(open(), 7);
        for (int attempt = 0; attempt < 2; attempt++) {
            fails(open(), 7, new OutOfMemoryError());
        }
        works(open(), 7);

        assertThat(done).containsExactly("work", "work");
    }

    @Test
    void whatKafkaThrowsIsNotHeldAgainstTheRecord() {
        for (int attempt = 0; attempt < 5; attempt++) {
            fails(open(), 7, new KafkaException("fenced"));
        }

        works(open(), 7);

        assertThat(done).containsExactly("work");
    }

    @Test
    void aFileThatIsNoneOrOfAnotherNumberOfPartitionsIsBegunAnew() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "something else");
        fails(open(), 7, new OutOfMemoryError());
        PoisonRecords more = PoisonRecords.open(file, 8);

        works(more, 7);

        assertThat(done).containsExactly("work");
        assertThat(Files.size(file)).isGreaterThan(10_000);
    }
}
