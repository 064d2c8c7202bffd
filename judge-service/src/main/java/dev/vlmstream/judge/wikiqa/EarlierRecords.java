package dev.vlmstream.judge.wikiqa;

import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What lies in a topic before the records in progress. */
interface EarlierRecords {
    /**
     * Reads committed records in their order.
     *
     * @param from the first offset
     * @param until the offset behind the last
     * @throws org.apache.kafka.common.KafkaException if they cannot be read in good time
     */
    void read(int partition, long from, long until, Consumer<ConsumerRecord<byte[], byte[]>> reader);
}
