package dev.vlmstream.system;

import static org.awaitility.Awaitility.await;

import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.inference.remote.stub.StubScores;
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
 * demo's models and four behind APIs. Whoever stops a part of it starts that again; who damages it, or sets it up otherwise, has a
 * stack of his own. One of them alone: {@code -Dit.test='CommonStackIT$Forms'}.
 */
class CommonStackIT {
    static final String STUB = "stub";
    /** The demo's VLM behind an API that scores texts. */
    static final String SERVED = "served-emoji-vlm";

    private static StubScores scores;
    private static StubApi stub;
    private static LocalStack stack;

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
    class RemoteLikelihood extends RemoteLikelihoodIT {}

    @Nested
    class RemoteOutage extends RemoteOutageIT {}

    @Nested
    class RemoteWindow extends RemoteWindowIT {}

    @Nested
    class Rescore extends RescoreIT {}

    @Nested
    class TaskFile extends TaskFileIT {}

    @BeforeAll
    static void start() throws IOException {
        scores = StubScores.of(BundleFinder.open(Home.model("emoji-vlm")));
        stub = StubApi.start(FaultPlan.none());
        stub.score(scores);
        Path remote = remote(STUB, """
            {"model_type": "remote", "api": "openai", "model": "test-1", "base_url": "%s"}\
            """);
        Path served = remote(SERVED, """
            {"model_type": "remote", "api": "openai", "model": "emoji-vlm", "base_url": "%s/v1", "class_likelihood": "vllm"}\
            """);
        StackConfig config = Home.stack("common", List.of(), List.of())
                .withModels(
                        List.of(Home.model("emoji-clip"), Home.model("emoji-classifier")),
                        List.of(
                                Home.model("emoji-vlm"),
                                Home.model("emoji-vlm-finetuned"),
                                remote,
                                served,
                                RemoteOutageIT.serve(),
                                RemoteWindowIT.serve()))
                .withImageRoots(List.of(Home.EMOJI))
                // Over HTTP, so that one can kill in the middle of a push.
                .withProperty("vlmstream.items.per-second", "80");
        stack = LocalStack.start(config);
    }

    private static Path remote(String name, String config) throws IOException {
        Path directory = Path.of("target", "remote-models", name).toAbsolutePath();
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("config.json"), config.formatted(stub.url()));
        return directory;
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        RemoteOutageIT.unserve();
        RemoteWindowIT.unserve();
        stub.close();
        scores.close();
    }

    static StubApi stub() {
        return stub;
    }

    /** With all of its services ready, whatever the test before did. */
    static LocalStack stack() {
        await("all services are ready")
                .atMost(Duration.ofMinutes(2))
                .until(() -> stack.services().stream().allMatch(ServiceStatus::ready));
        return stack;
    }
}
