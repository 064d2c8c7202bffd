package dev.vlmstream.system;

import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.services.ServiceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;

/**
 * One stack with judges and two decode services for all tests that kill one of these in the middle, or wait for a model that comes
 * later. Nothing that was killed comes back by itself: each test starts it again. Judging is first, since it looks for the spans of
 * items whose names others use, too.
 */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class DecodersIT {
    static final Path DATA = Path.of("target", "stacks", "two-decoders").toAbsolutePath();

    private static SpanCollector spans;
    private static LocalStack stack;

    @Nested
    @Order(1)
    class Judge extends JudgeIT {}

    @Nested
    @Order(2)
    class JudgeWindow extends JudgeWindowIT {}

    @Nested
    @Order(3)
    class Remote extends RemoteIT {}

    @Nested
    @Order(4)
    class Remedy extends RemedyIT {}

    @Nested
    @Order(5)
    class BringYourOwnModel extends BringYourOwnModelIT {}

    /** It needs no more than a stack; this one has time for it. */
    @Nested
    @Order(6)
    class Consumers extends ConsumersIT {}

    @BeforeAll
    static void start() throws IOException {
        Home.deleteTree(RemedyIT.CHECKPOINTS);
        spans = SpanCollector.start();
        stack = LocalStack.start(Home.stack("two-decoders", List.of(), List.of())
                .withModels(
                        List.of(Home.model("emoji-clip"), Home.model("emoji-classifier")),
                        List.of(Home.model("emoji-vlm"), Home.model("emoji-vlm-finetuned"), RemoteIT.serve()))
                .withJudges(List.of(JudgeIT.ENCODER, JudgeIT.serve(), JudgeWindowIT.serve()))
                .withInstances(ServiceKind.DECODE, 2)
                .withProperty("vlmstream.checkpoints", RemedyIT.CHECKPOINTS.toString())
                .withProperty("otel.exporter.otlp.endpoint", spans.url())
                .withProperty("otel.traces.sampler.arg", "1")
                .withProperty("otel.bsp.schedule.delay", "100")
                .withoutRestarts());
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable open : new AutoCloseable[] {stack, spans}) {
            if (open != null) {
                open.close();
            }
        }
        JudgeIT.unserve();
        JudgeWindowIT.unserve();
        RemoteIT.unserve();
    }

    static LocalStack stack() {
        return stack;
    }

    static SpanCollector spans() {
        return spans;
    }
}
