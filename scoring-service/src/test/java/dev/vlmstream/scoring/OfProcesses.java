package dev.vlmstream.scoring;

import dev.vlmstream.testing.BrokerTest;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A test of packaged services as processes, over four partitions of each topic under a prefix of its own. */
abstract class OfProcesses extends BrokerTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    static String prefix;

    @TempDir
    private Path state;

    @BeforeAll
    static void createTopics() {
        prefix = "s" + NUMBER.incrementAndGet() + ".";
        broker.createTopics(prefix, 4);
    }

    static Pusher pusher() {
        return new Pusher(broker.bootstrap(), prefix);
    }

    /** Starts a service over the state that an earlier one of that name left, with further properties, {@code KEY=VALUE}. */
    ServiceProcess start(String instance, String... properties) throws Exception {
        String[] all = Stream.concat(Stream.of("vlmstream.topics.prefix=" + prefix), Stream.of(properties))
                .toArray(String[]::new);
        return ServiceProcess.start(broker.bootstrap(), state, instance, all);
    }
}
