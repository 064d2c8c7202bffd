package dev.vlmstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class LongWaitTest {
    private final List<String> said = new CopyOnWriteArrayList<>();

    @Test
    void aSilenceIsToldOnceAndTheNextOneAgain() throws InterruptedException {
        try (LongWait wait = new LongWait("Kafka at a:1", said::add, Duration.ofSeconds(1))) {
            wait.begin().begin();
            await().atMost(Duration.ofMinutes(1)).until(() -> !said.isEmpty());
            Thread.sleep(1500);
            assertThat(said).containsExactly("waiting for Kafka at a:1, which has not answered for 1 s");
            wait.done();
            await().atMost(Duration.ofMinutes(1)).until(() -> said.size() == 2);
        }
    }

    @Test
    void nothingIsSaidWhileNothingIsWaitedForOrAnswersCome() throws InterruptedException {
        try (LongWait wait = new LongWait("Kafka", said::add, Duration.ofSeconds(2))) {
            wait.begin().done();
            Thread.sleep(2500);
            wait.begin();
            for (int i = 0; i < 10; i++) {
                Thread.sleep(300);
                wait.came();
            }
            wait.done();
        }
        assertThat(said).isEmpty();
    }
}
