package dev.vlmstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long a stack that starts is waited for. The broker is a real one, and may be ready before it is reported as waited for. */
@Timeout(180)
class StartUpIT {
    @TempDir
    Path directory;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Set<String> waited = ConcurrentHashMap.newKeySet();

    private final StackListener listener = new StackListener() {
        @Override
        public void happened(String event) {
            events.add(event);
        }

        @Override
        public void waiting(List<Waited> processes) {
            processes.forEach(process -> waited.add(process.name()));
        }
    };

    private StackConfig starting(int tenths, String says) throws IOException {
        return StackConfig.of(FakeService.home(directory.resolve("home")), directory.resolve("data"))
                .withPatience(Duration.ofSeconds(12))
                .withProperty("fake.start", String.valueOf(tenths))
                .withProperty("fake.says", says);
    }

    @Test
    void whatLogsSomethingNewIsWaitedForAndEachIsToldAsItComesReady() throws Exception {
        try (LocalStack stack = LocalStack.start(starting(180, "loading # of the models"), listener)) {
            assertThat(stack.services()).allMatch(ServiceStatus::ready);
        }
        assertThat(waited).contains("ingest", "scoring");
        assertThat(events).anyMatch(event -> event.matches("ingest is ready after \\d+\\.\\d s"));
    }

    @Test
    void theSameComplaintAgainAndAgainIsNoProgress() {
        assertThatThrownBy(() -> LocalStack.start(starting(1_000, "still waiting for Kafka"), listener))
                .isInstanceOf(StackException.class)
                .hasMessageMatching("(?s)the (ingest|scoring) process has made no progress for \\d+ s.*")
                .hasMessageContaining(".log, ends with:\n  ")
                .hasMessageContaining("still waiting for Kafka");
    }

    @Test
    void whateverItDoesAStackIsGivenUpAfterTheStartTimeout() {
        assertThatThrownBy(() -> LocalStack.start(
                        starting(1_000, "loading # of the models").withStartTimeout(Duration.ofSeconds(30)), listener))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("was not ready after 30 s")
                .hasMessageContaining("loading xx");
    }
}
