package dev.vlmstream.cli;

import dev.vlmstream.cli.push.TopicReader;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceKind;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.topics.Topic;
import java.nio.file.Path;
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

    /** With ingest alone. */
    static LocalStack withIngest(Path data) {
        StackConfig config = StackConfig.of(Installation.home(), data);
        for (ServiceKind kind : ServiceKind.values()) {
            config = config.withInstances(kind, kind == ServiceKind.INGEST ? 1 : 0);
        }
        return LocalStack.start(config);
    }

    /** What is committed to a topic so far. */
    static List<ConsumerRecord<byte[], byte[]>> read(LocalStack stack, Topic topic) {
        return TopicReader.readAll(stack.cluster(), topic);
    }
}
