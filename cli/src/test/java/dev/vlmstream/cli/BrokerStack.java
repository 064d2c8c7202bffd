package dev.vlmstream.cli;

import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.schemas.cluster.ClientSettings;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.testing.EmbeddedBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A real broker with all topics. */
public final class BrokerStack {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private BrokerStack() {}

    /** Topics under a prefix of their own, on the broker that such tests share; no service. */
    public static Cluster shared() {
        EmbeddedBroker broker = EmbeddedBroker.shared();
        String prefix = "c" + NUMBER.incrementAndGet() + ".";
        broker.createTopics(prefix, Topic.PARTITIONS);
        return new Cluster(broker.bootstrap(), new Names(prefix), ClientSettings.NONE);
    }

    /** A reader of its topics. */
    public static TopicReader topics(Cluster cluster) {
        return new TopicReader(cluster, System.err::println);
    }

    /** What is committed to a topic so far; records without a value are left out. */
    public static List<ConsumerRecord<byte[], byte[]>> read(Cluster cluster, Topic topic) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        new TopicReader(cluster, System.err::println).each(topic, all::add);
        return all;
    }
}
