package dev.vlmstream.local;

import dev.vlmstream.local.broker.BrokerMain;
import dev.vlmstream.local.process.Child;
import dev.vlmstream.local.process.Child.LaunchSpec;
import dev.vlmstream.local.process.Health;
import dev.vlmstream.local.process.Ports;
import dev.vlmstream.local.process.ProcessLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** How the broker is started: this program's own class path, another main class. */
final class BrokerCommand {
    static final String NAME = "broker";
    /** The broker's part of the data directory. */
    static final String DIRECTORY = "broker";

    private static final int HEAP_MEGABYTES = 384;

    private BrokerCommand() {}

    static String address(int port) {
        return "localhost:" + port;
    }

    /** @throws StackException if Kafka cannot keep data in that directory */
    static Child child(StackConfig config) {
        if (directory(config).toString().contains(",")) {
            throw new StackException(
                    config.data() + " has a comma in its path, at which Kafka's setting log.dirs begins"
                            + " another directory; choose another --data");
        }
        // Another stack that starts at the same time may have been faster: its broker is not this one.
        Function<Ports, Health> health = ports -> Health.broker(address(ports.main()), directory(config));
        return new Child(NAME, config.log(NAME), config.ports().broker(), ports -> spec(config, ports), health, health);
    }

    private static LaunchSpec spec(StackConfig config, Ports ports) {
        ProcessLog log = config.log(NAME);
        Path temporary = config.temporary(NAME);
        List<String> command = JavaCommand.small(HEAP_MEGABYTES, temporary);
        // Its heap grows while topics are made, and is half empty ever after.
        command.add("-XX:MinHeapFreeRatio=20");
        command.addAll(JavaCommand.onClassPath(classPath()));
        command.add(BrokerMain.class.getName());
        Stream.of(
                        directory(config),
                        ports.main(),
                        ports.management(),
                        log.file(),
                        log.limit().bytes(),
                        log.limit().files())
                .forEach(argument -> command.add(argument.toString()));
        return new LaunchSpec(command, Map.of("MALLOC_ARENA_MAX", "2"), log.printed(), temporary);
    }

    static Path directory(StackConfig config) {
        return config.data().resolve(DIRECTORY);
    }

    /** A test runner may hide the real class path behind a jar of its own. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
