package dev.vlmstream.system;

import dev.vlmstream.local.LocalStack;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;

/**
 * One stack for all tests of what cannot be asked: it waits seconds, not minutes, for a run's manifest and models. Hostile records
 * are last, since they stay on every topic.
 */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class ShortGracesIT {
    private static LocalStack stack;
    private static Wiretap tap;

    @Nested
    @Order(1)
    class LateModel extends LateModelIT {}

    @Nested
    @Order(2)
    class Poison extends PoisonIT {}

    @Nested
    @Order(3)
    class HostileRecords extends HostileRecordsIT {}

    @BeforeAll
    static void start() {
        stack = LocalStack.start(
                Home.stack("short-graces", List.of("emoji-clip", "emoji-classifier"), List.of("emoji-vlm"))
                        .withProperty("vlmstream.manifest-grace", "2s")
                        .withProperty("vlmstream.model-grace", "8s")
                        .withImageRoots(List.of(Home.EMOJI)));
        tap = new Wiretap(stack.bootstrap());
    }

    @AfterAll
    static void stop() {
        tap.close();
        stack.close();
    }

    static LocalStack stack() {
        return stack;
    }

    static Wiretap tap() {
        return tap;
    }

    static Results results() {
        return new Results(stack.server());
    }
}
