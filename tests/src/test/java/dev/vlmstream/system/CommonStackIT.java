package dev.vlmstream.system;

import static org.awaitility.Awaitility.await;

import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.local.StackConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/**
 * One stack for all tests that push runs of their own, under names that no other test uses, and read what comes of them: with the
 * demo's models and one behind an API. Whoever stops a part of it starts that again; who damages it, or sets it up otherwise, has a
 * stack of his own. One of them alone: {@code -Dit.test='CommonStackIT$Forms'}.
 */
class CommonStackIT {
    static final Path DATA = Path.of("target", "stacks", "common").toAbsolutePath();
    static final String STUB = "stub";

    private static StubApi stub;
    private static LocalStack stack;

    @Nested
    class Consumers extends ConsumersIT {}

    @Nested
    class Forms extends FormsIT {}

    @Nested
    class HttpPush extends HttpPushIT {}

    @Nested
    class ManyModels extends ManyModelsIT {}

    @Nested
    class PageLive extends PageIT {}

    @Nested
    class PlainClient extends PlainClientIT {}

    @Nested
    class Rescore extends RescoreIT {}

    @Nested
    class TaskFile extends TaskFileIT {}

    @BeforeAll
    static void start() throws IOException {
        stub = StubApi.start(FaultPlan.none());
        Path remote = Path.of("target", "remote-models", STUB).toAbsolutePath();
        Files.createDirectories(remote);
        Files.writeString(remote.resolve("config.json"), """
                {"model_type": "remote", "api": "openai", "model": "test-1", "base_url": "%s"}""".formatted(stub.url()));
        StackConfig config = Home.stack("common", List.of(), List.of())
                .withModels(
                        List.of(Home.model("emoji-clip"), Home.model("emoji-classifier")),
                        List.of(Home.model("emoji-vlm"), Home.model("emoji-vlm-finetuned"), remote))
                .withImageRoots(List.of(Home.EMOJI))
                // Over HTTP, so that one can kill in the middle of a push.
                .withProperty("vlmstream.items.per-second", "80");
        stack = LocalStack.start(config);
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        stub.close();
    }

    /** With all of its services ready, whatever the test before did. */
    static LocalStack stack() {
        await("all services are ready")
                .atMost(Duration.ofMinutes(2))
                .until(() -> stack.services().stream().allMatch(ServiceStatus::ready));
        return stack;
    }
}
