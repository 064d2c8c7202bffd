package dev.vlmstream.streaming.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.streaming.config.TestConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParentWatchIT {
    private Process process;

    /** Sleeps for a minute, watching its parent if configured so. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws InterruptedException {
            new ParentWatch(TestConfig.of("exit-with-parent", arguments[0]), Duration.ofSeconds(1)).watch(null);
            Thread.sleep(60_000);
        }
    }

    @AfterEach
    void endProcess() {
        process.destroyForcibly();
    }

    @Test
    void aProcessEndsWhenItsInputDoes() throws Exception {
        process = start("true");
        assertThat(process.waitFor(2, TimeUnit.SECONDS)).isFalse();
        process.getOutputStream().close();
        assertThat(process.waitFor(55, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aProcessThatWasNotToldToLivesOn() throws Exception {
        process = start("false");
        process.getOutputStream().close();
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isFalse();
    }

    private static Process start(String exitWithParent) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Child.class.getName(),
                        exitWithParent)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
