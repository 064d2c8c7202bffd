package dev.vlmstream.cli;

import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceKind;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A real broker with all topics and no service. */
public final class BrokerStack {
    private BrokerStack() {}

    public static LocalStack start(Path directory) {
        StackConfig config = StackConfig.of(directory, directory.resolve("data"));
        for (ServiceKind kind : ServiceKind.values()) {
            config = config.withInstances(kind, 0);
        }
        return LocalStack.start(config);
    }

    /** With some services. */
    static LocalStack with(Path data, ServiceKind... services) {
        StackConfig config = StackConfig.of(Installation.home(), data);
        for (ServiceKind kind : ServiceKind.values()) {
            config = config.withInstances(kind, List.of(services).contains(kind) ? 1 : 0);
        }
        return LocalStack.start(config);
    }

    /** A reader of its topics. */
    public static TopicReader topics(LocalStack stack) {
        return new TopicReader(stack.cluster(), System.err::println);
    }

    /** What is committed to a topic so far; records without a value are left out. */
    public static List<ConsumerRecord<byte[], byte[]>> read(LocalStack stack, Topic topic) {
        return read(stack.cluster(), topic);
    }

    public static List<ConsumerRecord<byte[], byte[]>> read(Cluster cluster, Topic topic) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        new TopicReader(cluster, System.err::println).each(topic, all::add);
        return all;
    }
}
