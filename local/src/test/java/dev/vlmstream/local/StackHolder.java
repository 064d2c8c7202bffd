package dev.vlmstream.local;

import java.nio.file.Path;

/** A process that holds a stack and says when it is up; for tests that kill it. */
public final class StackHolder {
    private StackHolder() {}

    public static void main(String[] args) throws InterruptedException {
        LocalStack.start(StackConfig.of(Path.of(args[0]), Path.of(args[1])));
        System.out.println("the stack is up");
        Thread.sleep(Long.MAX_VALUE);
    }
}
