package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Why {@link ExactlyOnceLoop} exists. A commit may fail although the work was done: the group has gone on without this
 * member, or another producer has fenced this one. SmallRye Reactive Messaging's {@code KafkaTransactions} takes that for a
 * success and leaves the consumer where it is, so that the batch is neither written nor read again. Here the positions are
 * set back to what is committed: every record arrives once, under both of Kafka's group protocols.
 */
@Execution(ExecutionMode.CONCURRENT)
class FailedCommitIT extends InstallationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final int MOST_JOINS = 10;

    private final Set<String> handled = ConcurrentHashMap.newKeySet();
    private final Set<String> handledAgain = ConcurrentHashMap.newKeySet();

    /** The batch in progress is refused, the clients stay: the member joins again and reads from the committed offsets. */
    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void aMemberThatItsGroupHasPutOutDoesItsBatchAgain(GroupProtocol protocol) {
        Installation.Process process = installation.process(protocol, "0", "batch.size", "5");
        AtomicBoolean removed = new AtomicBoolean();
        process.start("echo", new EchoHandler(batch -> {
            note(batch);
            if (batch.contains("11") && removed.compareAndSet(false, true)) {
                installation.remove(process);
            }
        }));
        installation.push(numbers(60));
        requireAllOnce(60);
        assertThat(handledAgain).contains("11");
        assertThat(process.restarts()).isZero();
    }

    /** The transaction is the other producer's to end: this one is closed, and a new one begins from the committed offsets. */
    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void aProducerThatWasFencedIsReplacedAndItsBatchDoneAgain(GroupProtocol protocol) {
        Installation.Process process = installation.process(protocol, "0", "batch.size", "5");
        AtomicBoolean fenced = new AtomicBoolean();
        process.start("echo", new EchoHandler(batch -> {
            note(batch);
            if (batch.contains("11") && fenced.compareAndSet(false, true)) {
                fence(process);
            }
        }));
        installation.push(numbers(60));
        requireAllOnce(60);
        assertThat(handledAgain).contains("11");
        assertThat(process.restarts()).isEqualTo(1);
    }

    /**
     * A cooperative member keeps its partitions, and has records of them in progress, while it joins: by the time that it
     * commits, the group may be a generation on.
     */
    @Test
    void aBatchInHandDuringACooperativeJoinIsDoneAgain() {
        int pushed = 1000;
        installation.push(numbers(pushed));
        Installation.Process first = installation.process("0", "batch.size", "4");
        first.start("echo", new EchoHandler(batch -> {
            note(batch);
            pause(50);
        }));
        for (int join = 1; join <= MOST_JOINS && handledAgain.isEmpty(); join++) {
            AtomicBoolean joined = new AtomicBoolean();
            Installation.Process other = installation.process(String.valueOf(join), "batch.size", "4");
            other.start("echo", new EchoHandler(batch -> joined.set(true)));
            await().atMost(PATIENCE).until(() -> joined.get() || !handledAgain.isEmpty());
            other.stop();
        }
        requireAllOnce(pushed);
        assertThat(handledAgain)
                .as("a commit was refused in %d joins", MOST_JOINS)
                .isNotEmpty();
        assertThat(first.restarts()).isZero();
    }

    /**
     * A partition goes to another member in two rebalances: the first takes it from its owner, who calls for the second when it has let
     * go. Killed between the two, it calls for none, and comes back under its name, for which the group does not rebalance.
     */
    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void aMemberKilledAsItGivesAPartitionAwayLeavesItToSomebody(GroupProtocol protocol) {
        Installation.Process first = installation.process(protocol, "0", "batch.size", "5");
        Installation.Process second = installation.process(protocol, "1", "batch.size", "5");
        String group = installation.settings.names().group("echo");
        Consumer<byte[], byte[]> killed = first.settings().groupConsumer(group, 10);
        Dying dying = new Dying();
        killed.subscribe(List.of(installation.settings.name(Topic.ITEMS)), dying);
        await().atMost(PATIENCE).until(() -> {
            killed.poll(Duration.ofMillis(100));
            return killed.assignment().size() == 2;
        });
        second.start("echo", new EchoHandler());
        await().atMost(PATIENCE).until(() -> {
            try {
                killed.poll(Duration.ofMillis(100));
            } catch (KafkaException e) {
                assertThat(dying.given).hasSize(1);
            }
            return !dying.given.isEmpty();
        });
        killed.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        first.start("echo", new EchoHandler());
        installation.push(numbers(20));
        requireAllOnce(20);
    }

    /** Ends when it is to give partitions away. */
    private static final class Dying implements ConsumerRebalanceListener {
        private final List<TopicPartition> given = new ArrayList<>();

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (given.isEmpty()) {
                given.addAll(partitions);
                throw new IllegalStateException("killed");
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void replicasThatComeAndGoShareTheWork(GroupProtocol protocol) {
        Installation.Process first = installation.process(protocol, "0", "batch.size", "4");
        first.start("echo", new EchoHandler(batch -> pause(20)));
        installation.push(numbers(300));
        Installation.Process second = installation.process(protocol, "1", "batch.size", "4");
        second.start("echo", new EchoHandler(batch -> pause(20)));
        pause(2000);
        first.stop();
        requireAllOnce(300);
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void twoLoopsOfOneInstanceFenceEachOther(GroupProtocol protocol) {
        Installation.Process first = installation.process(protocol, "0", "batch.size", "4");
        Installation.Process second = installation.process(protocol, "0", "batch.size", "4");
        first.start("echo", new EchoHandler(batch -> pause(20)));
        second.start("echo", new EchoHandler(batch -> pause(20)));
        installation.push(numbers(200));
        pause(3000);
        first.stop();
        requireAllOnce(200);
    }

    private void note(Collection<String> batch) {
        batch.stream().filter(value -> !handled.add(value)).forEach(handledAgain::add);
    }

    private void requireAllOnce(int count) {
        await().atMost(PATIENCE).until(() -> installation.echoes().size() >= count);
        assertThat(installation.echoes()).containsExactlyInAnyOrderElementsOf(numbers(count));
        assertThat(installation.committed(Topic.DEAD_LETTERS)).isEmpty();
    }

    /** Does what a successor of the same name does first. */
    private void fence(Installation.Process process) {
        String group = installation.settings.names().group("echo");
        try (Producer<byte[], byte[]> successor = process.settings().transactionalProducer(group)) {
            successor.initTransactions();
        }
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
