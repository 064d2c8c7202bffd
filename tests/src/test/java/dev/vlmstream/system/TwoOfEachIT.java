package dev.vlmstream.system;

import dev.vlmstream.local.StackState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;

/**
 * One stack for all tests of what {@code up} itself sets up: two processes of each service, images in a bucket, a webhook. Images
 * are first, since they are counted, and replicas last, since they are killed and the stack is ended.
 */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class TwoOfEachIT {
    static final Path DATA = Path.of("target", "stacks", "two-of-each").toAbsolutePath();
    static final List<String> MODELS = List.of("emoji-clip", "emoji-vlm");

    @Nested
    @Order(1)
    class ImageStore extends ImageStoreIT {}

    @Nested
    @Order(2)
    class Replicas extends ReplicasIT {}

    @BeforeAll
    static void up() throws Exception {
        Home.deleteTree(DATA);
        Map<String, String> environment = new HashMap<>(ImageStoreIT.serve());
        environment.putAll(ReplicasIT.serve());
        String models = MODELS.stream().map(Home::model).map(Path::toString).collect(Collectors.joining(","));
        apart(
                        environment,
                        "up",
                        "--port=0",
                        "--replicas=ingest=2,embed=2,decode=2,scoring=2",
                        "--image-store=" + ImageStoreIT.STORE,
                        "--models-dir=" + models)
                .done();
    }

    @AfterAll
    static void down() throws Exception {
        command("down");
        ReplicasIT.unserve();
        ImageStoreIT.unserve();
    }

    static CommandRun command(String... arguments) {
        return CommandRun.of(onThisStack(arguments));
    }

    static CommandRun apart(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return CommandRun.apart(environment, onThisStack(arguments));
    }

    private static String[] onThisStack(String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of("--data=" + DATA)).toArray(String[]::new);
    }

    static StackState stack() {
        return StackState.running(DATA).orElseThrow();
    }
}
