package dev.vlmstream.local;

import java.io.IOException;
import java.nio.file.Path;

/** A process that holds a stack and says when it is up; for tests that kill it. */
public final class StackHolder {
    private StackHolder() {}

    public static void main(String[] args) throws InterruptedException {
        LocalStack.start(StackConfig.of(Path.of(args[0]), Path.of(args[1])));
        System.out.println("the stack is up");
        Thread.sleep(Long.MAX_VALUE);
    }

    /** Starts one. */
    static Process start(StackConfig config, Path output) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        StackHolder.class.getName(),
                        config.home().toString(),
                        config.data().toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
