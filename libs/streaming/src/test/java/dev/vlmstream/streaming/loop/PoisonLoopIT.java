package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.testing.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Records that exhaust the stack or the heap, or end the process: they cost themselves, and the others arrive once. The heap is the
 * broker's, too: it is this test's own, and no other test is at work meanwhile.
 */
@Isolated
class PoisonLoopIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static EmbeddedBroker broker;

    private Installation installation;

    @TempDir
    Path state;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopics() {
        installation = new Installation(broker.bootstrap());
    }

    @AfterEach
    void stopLoops() {
        installation.close();
    }

    private enum Way {
        BATCHES,
        LOOKING_AHEAD,
        SIDE_BY_SIDE
    }

    /** A service as a process: it echoes, and halts at the value that it is given. */
    static final class PoisonedService {
        private PoisonedService() {}

        public static void main(String[] arguments) throws InterruptedException {
            Installation.Process process =
                    Installation.alone(arguments[0], arguments[1], "0", "batch.size", "10", "state-dir", arguments[2]);
            process.start(
                    "echo",
                    switch (Way.valueOf(arguments[3])) {
                        case BATCHES -> new EchoHandler(PoisonedService::work);
                        case LOOKING_AHEAD -> new EchoHandler(PoisonedService::work, PoisonedService::work);
                        case SIDE_BY_SIDE -> new EchoWindow(10, value -> work(List.of(value)));
                    });
            Thread.sleep(PATIENCE.toMillis());
        }

        private static long work(List<String> values) {
            if (values.contains("poison")) {
                Runtime.getRuntime().halt(9);
            }
            return 5;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRecordThatEndsTheProcessIsSetAsideAfterThreeTimes(Way way) throws Exception {
        List<String> values = IntStream.range(0, 40)
                .mapToObj(i -> i == 13 ? "poison" : String.valueOf(i))
                .toList();
        installation.push(values);
        int ends = 0;
        while (ends < 10) {
            Process child = start(way);
            try {
                await().atMost(PATIENCE)
                        .until(() -> !child.isAlive() || installation.echoes().size() >= 39);
                if (child.isAlive()) {
                    break;
                }
                ends++;
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
        // What is only looked at is not counted: it ends the process a few times more, and none of the others is
        // blamed.
        assertThat(ends).isBetween(Quarantine.MOST_ATTEMPTS, way == Way.LOOKING_AHEAD ? 9 : Quarantine.MOST_ATTEMPTS);
        Set<String> expected = new HashSet<>(values);
        expected.remove("poison");
        assertThat(installation.echoes()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.getReason())
                    .contains("quarantined: the process ended 3 times")
                    .endsWith("; why is in " + log());
            assertThat(letter.getRecordValue().array()).isEqualTo("poison".getBytes());
        });
    }

    @Test
    void recordsThatExhaustStackOrHeapCostOneDeadLetterEach() {
        List<String> values = IntStream.range(0, 20).mapToObj(String::valueOf).toList();
        installation.push(values);
        Installation.Process process =
                installation.process("0", "batch.size", "20", "batch.linger", "300ms", "state-dir", state.toString());
        process.start("echo", new EchoHandler(batch -> {
            if (batch.contains("7")) {
                deep(0);
            }
            if (batch.contains("8")) {
                byte[][] hoard = new byte[100_000][];
                for (int i = 0; i < hoard.length; i++) {
                    hoard[i] = new byte[Integer.MAX_VALUE / 4];
                }
            }
        }));
        await().atMost(PATIENCE).until(() -> installation.echoes().size() >= 18);
        Set<String> expected = new HashSet<>(values);
        expected.removeAll(List.of("7", "8"));
        assertThat(installation.echoes()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(letters())
                .extracting(DeadLetter::getReason)
                .hasSize(2)
                .anyMatch(reason -> reason.contains("StackOverflowError"))
                .anyMatch(reason -> reason.contains("OutOfMemoryError"));
        assertThat(process.monitor().failure()).isNull();
    }

    private static int deep(int level) {
        return deep(level + 1) + 1;
    }

    private List<DeadLetter> letters() {
        return installation.committed(Topic.DEAD_LETTERS).stream()
                .map(record -> Wire.of(DeadLetter.class).decode(record.value()))
                .toList();
    }

    private Path log() {
        return state.resolve("child.log");
    }

    private Process start(Way way) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-Djava.io.tmpdir=" + state,
                        "-Dquarkus.log.file.enabled=true",
                        "-Dquarkus.log.file.path=" + log(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PoisonedService.class.getName(),
                        broker.bootstrap(),
                        installation.prefix(),
                        state.toString(),
                        way.name())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }
}
