package dev.vlmstream.scoring;

import dev.vlmstream.testing.EmbeddedBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A test of packaged services as processes, over a broker with four partitions a topic. */
abstract class OfProcesses {
    static EmbeddedBroker broker;

    @TempDir
    private Path state;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.startWithTopics(4);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** Starts a service over the state that an earlier one of that name left, with further properties, {@code KEY=VALUE}. */
    ServiceProcess start(String instance, String... properties) throws Exception {
        return ServiceProcess.start(broker.bootstrap(), state, instance, properties);
    }
}
