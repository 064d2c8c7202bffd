package dev.vlmstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What tests ask of a stack. */
final class Stacks {
    private Stacks() {}

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
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.sleep(50);
        }
    }
}
