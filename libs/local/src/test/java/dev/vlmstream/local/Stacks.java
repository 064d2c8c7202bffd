package dev.vlmstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.testing.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What tests ask of a stack. */
final class Stacks {
    private Stacks() {}

    /** On the broker that all tests share, as the one installation that they all are there. */
    static StackConfig external(StackConfig config) throws IOException {
        Files.createDirectories(config.data());
        Files.writeString(config.data().resolve("installation"), "tests");
        return config.external(EmbeddedBroker.shared().bootstrap());
    }

    static long pid(LocalStack stack, String name) {
        return status(stack, name).pid();
    }

    static boolean ready(LocalStack stack, String name) {
        return status(stack, name).ready();
    }

    static ServiceStatus status(LocalStack stack, String name) {
        return stack.services().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(150);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.sleep(50);
        }
    }
}
