package dev.vlmstream.local;

import static dev.vlmstream.local.Stacks.pid;
import static dev.vlmstream.local.Stacks.ready;
import static dev.vlmstream.local.Stacks.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.local.process.Ports;
import dev.vlmstream.local.process.Supervision.LifeLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Processes that run and are of no use. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class HealthIT {
    private static final LifeLimits QUICK = new LifeLimits(Duration.ofMillis(200), 3, Duration.ofSeconds(3), 2);

    @TempDir
    Path directory;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private LocalStack stack;

    private StackConfig config() throws IOException {
        return StackConfig.of(FakeService.home(directory.resolve("home")), directory.resolve("data"))
                .withLife(QUICK);
    }

    private void start() throws IOException {
        stack = LocalStack.start(Stacks.external(config()), events::add);
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        try {
            Stacks.await(condition);
        } catch (AssertionError e) {
            throw new AssertionError(events + ", and now " + stack.services(), e);
        }
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void whatSaysThatItIsDownIsStartedAgainAndCounted() throws Exception {
        start();
        long first = pid(stack, "scoring");
        Files.createFile(directory.resolve("data/logs/scoring.log.down"));
        await(() -> pid(stack, "scoring") != first && ready(stack, "scoring"));
        assertThat(events).contains("scoring (pid " + first + ") says it is down: fake; it is killed");
        assertThat(status(stack, "scoring").restarts()).isEqualTo(1);
        assertThat(status(stack, "ingest").restarts()).isZero();
        await(() -> StackState.running(directory.resolve("data")).orElseThrow().status().stream()
                .anyMatch(service -> service.name().equals("scoring") && service.restarts() == 1 && service.ready()));
    }

    @Test
    void whatHangsIsStartedAgainButNotWhatPausesForAMoment() throws Exception {
        start();
        long ingest = pid(stack, "ingest");
        long scoring = pid(stack, "scoring");
        signal("STOP", ingest);
        signal("STOP", scoring);
        Thread.sleep(1_000);
        signal("CONT", scoring);
        await(() -> pid(stack, "ingest") != ingest && ready(stack, "ingest"));
        assertThat(events).anyMatch(event -> event.startsWith("ingest (pid " + ingest + ") has answered nothing for"));
        assertThat(pid(stack, "scoring")).isEqualTo(scoring);
    }

    @Test
    void aBrokerThatHangsIsStartedAgainOnItsPort() throws Exception {
        stack = LocalStack.start(config(), events::add);
        long broker = pid(stack, "broker");
        int port = status(stack, "broker").port();
        signal("STOP", broker);
        await(() -> pid(stack, "broker") != broker && ready(stack, "broker"));
        assertThat(status(stack, "broker").port()).isEqualTo(port);
        assertThat(stack.bootstrap()).endsWith(":" + port);
    }

    @Test
    void whatFindsItsPortTakenListensOnAnother() throws Exception {
        start();
        int port = status(stack, "ingest").port();
        stack.kill("ingest");
        try (ServerSocket thief = take(port)) {
            await(() -> status(stack, "ingest").port() != port && ready(stack, "ingest"));
        }
        assertThat(events).anyMatch(event -> event.contains("another process took " + port));
    }

    @Test
    void whatFindsItsManagementPortTakenIsWatchedOnAnother() throws Exception {
        start();
        Ports ports = status(stack, "ingest").ports();
        stack.kill("ingest");
        try (ServerSocket thief = take(ports.management())) {
            await(() -> status(stack, "ingest").ports().management() != ports.management() && ready(stack, "ingest"));
        }
        assertThat(status(stack, "ingest").port()).isEqualTo(ports.main());
    }

    private static ServerSocket take(int port) throws IOException {
        ServerSocket thief = new ServerSocket();
        thief.setReuseAddress(true);
        thief.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return thief;
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
