package dev.vlmstream.benchmarks.faults.cluster;

import dev.vlmstream.local.broker.Broker;
import dev.vlmstream.local.process.ParentPipe;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** The process of one broker of several: {@code BrokerNode SERVER-PROPERTIES CLUSTER-ID}; ends when its input does. */
public final class BrokerNode {
    private BrokerNode() {}

    public static void main(String[] args) throws Exception {
        ParentPipe.exitWhenClosed();
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(args[0]))) {
            file.load(reader);
        }
        Map<String, String> settings =
                file.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, file::getProperty));
        Broker broker = Broker.start(settings, args[1]);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
        broker.awaitShutdown();
    }
}
