package dev.vlmstream.local;

import dev.vlmstream.schemas.cluster.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;

/**
 * Transactions that partitions still have open and no coordinator knows of. The one broker of a stack writes its logs to disk when Linux
 * does, each by itself, so after a power failure the marker that ended a transaction may be lost, and the coordinator's word that it was
 * written is not: readers of committed records, and of committed offsets, would wait for good. Kafka leaves such transactions to {@code
 * kafka-transactions.sh find-hanging} and {@code abort}; this does the same.
 */
final class HangingTransactions {
    private HangingTransactions() {}

    /** Whether the broker whose directory this is ended without closing its logs. */
    static boolean mayBe(Path broker) {
        return Files.exists(broker.resolve("meta.properties")) && !Files.exists(broker.resolve(".kafka_cleanshutdown"));
    }

    /**
     * Aborts them, and says how many there were. What was under way is done again.
     *
     * <p>To be called while no producer is connected: if one ended its transaction meanwhile, its next one would be aborted.
     */
    static long abort(Cluster cluster) throws ExecutionException, InterruptedException {
        try (Admin admin = cluster.admin()) {
            Map<TopicPartition, PartitionProducerState> producers =
                    admin.describeProducers(partitions(admin)).all().get();
            Set<Long> known = admin
                    .listTransactions(new ListTransactionsOptions()
                            .filterStates(List.of(
                                    TransactionState.ONGOING,
                                    TransactionState.PREPARE_COMMIT,
                                    TransactionState.PREPARE_ABORT)))
                    .all()
                    .get()
                    .stream()
                    .map(TransactionListing::producerId)
                    .collect(Collectors.toSet());
            long hanging = 0;
            for (Map.Entry<TopicPartition, PartitionProducerState> partition : producers.entrySet()) {
                for (ProducerState producer : partition.getValue().activeProducers()) {
                    if (producer.currentTransactionStartOffset().isPresent()
                            && !known.contains(producer.producerId())) {
                        admin.abortTransaction(marker(partition.getKey(), producer))
                                .all()
                                .get();
                        hanging++;
                    }
                }
            }
            return hanging;
        }
    }

    private static List<TopicPartition> partitions(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        return admin.describeTopics(topics).allTopicNames().get().values().stream()
                .flatMap(topic ->
                        topic.partitions().stream().map(info -> new TopicPartition(topic.name(), info.partition())))
                .toList();
    }

    /** A producer that has ended no transaction there yet has no epoch of a coordinator; no coordinator's is below 0. */
    private static AbortTransactionSpec marker(TopicPartition partition, ProducerState producer) {
        int coordinator = Math.max(0, producer.coordinatorEpoch().orElse(0));
        return new AbortTransactionSpec(
                partition, producer.producerId(), (short) producer.producerEpoch(), coordinator);
    }
}
