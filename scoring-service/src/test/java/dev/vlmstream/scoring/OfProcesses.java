package dev.vlmstream.scoring;

import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.testing.BrokerTest;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A test of packaged services as processes. Each has scoring's topics under its own prefix, with four partitions each. Such tests
 * wait side by side.
 */
@Tag("processes")
@Execution(ExecutionMode.CONCURRENT)
public abstract class OfProcesses extends BrokerTest {
    protected static final int PARTITIONS = 4;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static boolean archived;

    protected final String prefix = "s" + NUMBER.incrementAndGet() + ".";

    @TempDir
    protected Path state;

    @BeforeAll
    static void archiveClasses(@TempDir Path state) throws Exception {
        synchronized (NUMBER) {
            if (!archived) {
                ServiceProcess.archiveClasses(broker.bootstrap(), state, "vlmstream.topics.prefix=archive.");
                archived = true;
            }
        }
    }

    @BeforeEach
    void createTopics() {
        broker.createTopics(prefix, ServiceKind.SCORING.topics(), PARTITIONS);
    }

    protected Pusher pusher() {
        return new Pusher(broker.bootstrap(), prefix);
    }

    /** Starts a service over the state that an earlier one of that name left, with further properties, {@code KEY=VALUE}. */
    protected ServiceProcess start(String instance, String... properties) throws Exception {
        String[] all = Stream.concat(Stream.of("vlmstream.topics.prefix=" + prefix), Stream.of(properties))
                .toArray(String[]::new);
        return ServiceProcess.start(broker.bootstrap(), state, instance, all);
    }
}
