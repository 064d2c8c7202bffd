package dev.vlmstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.schemas.cluster.ClusterException;
import dev.vlmstream.schemas.services.ServiceKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a stack that starts is waited for. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
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
        StackConfig config = StackConfig.of(FakeService.home(directory.resolve("home")), directory.resolve("data"));
        return Stacks.external(config)
                .withPatience(Duration.ofSeconds(10))
                .withProperty("fake.start", String.valueOf(tenths))
                .withProperty("fake.says", says);
    }

    @Test
    void whatLogsSomethingNewIsWaitedForAndEachIsToldAsItComesReady() throws Exception {
        try (LocalStack stack = LocalStack.start(starting(140, "loading # of the models"), listener)) {
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
                        starting(1_000, "loading # of the models").withStartTimeout(Duration.ofSeconds(14)), listener))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("was not ready after 14 s")
                .hasMessageContaining("loading xx");
    }

    @Test
    void whatEndsByItselfIsNotTriedAgain() {
        assertThatThrownBy(() -> LocalStack.start(starting(10, "").withProperty("fake.fail", "true"), listener))
                .isInstanceOf(StackException.class)
                .hasMessageMatching("(?s)the (ingest|scoring) process ended while starting; its log.*")
                .hasMessageContaining("the fake refuses to start");
    }

    @Test
    void anotherKafkaThatGoesAwayMeanwhileEndsTheStart() throws Exception {
        StackConfig config = starting(3_000, "loading # of the models");
        try (LocalStack kafka = LocalStack.start(StackConfig.of(config.home(), directory.resolve("kafka"))
                        .withInstances(ServiceKind.INGEST, 0)
                        .withInstances(ServiceKind.SCORING, 0));
                Killed killed = new Killed(kafka, config.data().resolve("logs").resolve("ingest.log"))) {
            assertThatThrownBy(() -> LocalStack.start(config.external(kafka.bootstrap()), listener))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageContaining(kafka.bootstrap());
        }
    }

    /** Ends a stack's broker as soon as a file is there. */
    private record Killed(Thread thread) implements AutoCloseable {
        Killed(LocalStack kafka, Path file) {
            this(new Thread(() -> {
                while (!Files.exists(file)) {
                    LockSupport.parkNanos(10_000_000);
                }
                kafka.stop("broker");
            }));
            thread.start();
        }

        @Override
        public void close() throws InterruptedException {
            thread.join();
        }
    }

    @Test
    void whatSaysThatItIsDownIsNotWaitedFor() {
        assertThatThrownBy(() -> LocalStack.start(
                        starting(0, "").withProperty("fake.down", "true").withPatience(Duration.ofHours(1)), listener))
                .isInstanceOf(StackException.class)
                .hasMessageMatching("(?s)the (ingest|scoring) process says while starting that it is down: fake.*");
    }

    /**
     * As another program would that began to listen there between the choice of the port and the start of the process. What that
     * one answers is not the process's: neither that it is down, nor that it is ready.
     */
    @ParameterizedTest
    @CsvSource({"quarkus.http.port, 200", "quarkus.management.port, 200", "quarkus.management.port, 404"})
    void whoseChosenPortSomebodyElseTakesGoesElsewhere(String key, int answer) throws Exception {
        StackConfig config = starting(40, "loading # of the models")
                .withProperty("fake.robbed", key)
                .withoutRestarts();
        List<HttpServer> taken = new CopyOnWriteArrayList<>();
        Thread thief = new Thread(() -> {
            for (String name : List.of("ingest", "scoring")) {
                taken.add(rob(config.data().resolve("logs").resolve(name + ".log.robbed"), answer));
            }
        });
        thief.start();
        try (LocalStack stack = LocalStack.start(config, listener)) {
            assertThat(stack.services()).allMatch(ServiceStatus::ready);
            thief.join();
            for (HttpServer server : taken) {
                assertThat(stack.services())
                        .noneMatch(service ->
                                service.ports().main() == server.getAddress().getPort()
                                        || service.ports().management()
                                                == server.getAddress().getPort());
            }
        } finally {
            taken.forEach(server -> server.stop(0));
        }
        assertThat(taken).hasSize(2);
        assertThat(events)
                .filteredOn(event -> event.matches(
                        "(ingest|scoring) started again \\(pid \\d+\\) on port \\d+: another process took \\d+"))
                .hasSize(2);
        assertThat(events)
                .filteredOn(event -> event.contains(" is ready after "))
                .hasSize(2);
    }

    private static HttpServer rob(Path robbed, int answer) {
        try {
            while (!Files.exists(robbed)) {
                Thread.sleep(10);
            }
            int port = Integer.parseInt(Files.readString(robbed));
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(answer, -1);
                exchange.close();
            });
            server.start();
            Files.delete(robbed);
            return server;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
