package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.cli.Main;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine;

/** A broker whose process stands still takes connections and answers nothing: a command says for whom it waits. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class SilentBrokerIT {
    private static final String EMOJI = Home.EMOJI.resolve("emoji.jsonl").toString();

    /** It stands still when the manifest is written and the store is asked for the items' images. */
    @Test
    void aPushSaysThatNothingIsConfirmedAndGoesOnWhenSomethingIs() throws Exception {
        StringWriter err = new StringWriter();
        HttpServer store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (LocalStack stack = LocalStack.start(Home.stack("silent-broker", ServiceKind.INGEST));
                PoisonedTopics topics = new PoisonedTopics(stack);
                Wiretap tap = new Wiretap(stack.bootstrap())) {
            topics.model("m", "vision-language", System.currentTimeMillis());
            store.createContext("/", exchange -> {
                signal(stack, "STOP");
                exchange.sendResponseHeaders(404, -1);
                exchange.close();
            });
            store.start();
            CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));
            CompletableFuture<Integer> pushed = CompletableFuture.supplyAsync(() -> command.execute(Stream.of(
                            "push",
                            EMOJI,
                            "--split",
                            "valid",
                            "--limit",
                            "3",
                            "--models",
                            "m",
                            "--run",
                            "silent",
                            "--inline-limit",
                            "1",
                            "--bootstrap",
                            stack.bootstrap(),
                            "--ingest",
                            "http://localhost:" + store.getAddress().getPort())
                    .map(String::valueOf)
                    .toArray(String[]::new)));
            try {
                await().atMost(Duration.ofMinutes(1)).until(() -> err.toString().contains("waiting for"));
                assertThat(err.toString())
                        .contains("waiting for Kafka at " + stack.bootstrap() + ", which has not answered for 10 s\n")
                        .containsOnlyOnce("waiting for");
                assertThat(pushed).isNotDone();
            } finally {
                signal(stack, "CONT");
            }
            assertThat(pushed.get()).as(err.toString()).isZero();
            assertThat(tap.readAll(Topic.ITEMS))
                    .as("the manifest and its items")
                    .hasSize(4);
        } finally {
            store.stop(0);
        }
    }

    @Test
    void oneThatTheStackIsStartingAgainIsWaitedFor() throws Exception {
        StringWriter err = new StringWriter();
        StackConfig config = Home.stack("stopped-broker");
        try (LocalStack stack = LocalStack.start(config)) {
            stack.stop("broker");
            CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));
            CompletableFuture<Integer> listed = CompletableFuture.supplyAsync(() ->
                    command.execute("topics", "list", "--data", config.data().toString()));
            await().atMost(Duration.ofMinutes(1)).until(() -> err.toString().contains("waiting for it"));
            stack.restart("broker");
            assertThat(listed.get()).as(err.toString()).isZero();
            assertThat(err.toString())
                    .isEqualTo("Kafka at " + stack.bootstrap() + " is being started again; waiting for it\n");
        }
    }

    @Test
    void oneThatNeverAnswersIsNamedOnTheWayAndAtTheEnd() throws Exception {
        try (var mute = new java.net.ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String address = "localhost:" + mute.getLocalPort();
            CommandRun pushed =
                    CommandRun.of("push", EMOJI, "--split", "valid", "--models", "m", "--bootstrap", address);
            assertThat(pushed.status()).isEqualTo(1);
            assertThat(pushed.err())
                    .contains("waiting for Kafka at " + address + ", which has not answered for 10 s\n")
                    .contains("vlmstream push: Kafka at " + address + " does not answer");
        }
    }

    private static void signal(LocalStack stack, String signal) throws IOException {
        long broker = stack.services().stream()
                .filter(service -> service.name().equals("broker"))
                .findFirst()
                .orElseThrow()
                .pid();
        new ProcessBuilder("kill", "-" + signal, String.valueOf(broker))
                .inheritIO()
                .start()
                .onExit()
                .join();
    }
}
