package dev.vlmstream.local;

import static dev.vlmstream.local.Stacks.await;
import static dev.vlmstream.local.Stacks.pid;
import static dev.vlmstream.local.Stacks.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.local.process.Supervision.LifeLimits;
import dev.vlmstream.schemas.topics.Topic;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a data directory that others use, killed stacks leave, or somebody damages. */
@Timeout(300)
class DataDirectoryIT {
    private static final LifeLimits QUICK = new LifeLimits(Duration.ofMillis(200), 3, Duration.ofSeconds(30), 5);

    @TempDir
    Path directory;

    private final List<String> events = new CopyOnWriteArrayList<>();

    private StackConfig config() throws IOException {
        return StackConfig.of(FakeService.home(directory.resolve("home")), directory.resolve("data"))
                .withPatience(Duration.ofSeconds(40))
                .withLife(QUICK);
    }

    /** Without a broker of its own. */
    private StackConfig services() throws IOException {
        return Stacks.external(config());
    }

    private Path data(String part) {
        return directory.resolve("data").resolve(part);
    }

    @Test
    void theNextStackWaitsForWhatAKilledOneLeft() throws Exception {
        StackConfig config = config();
        Process holder = StackHolder.start(config, directory.resolve("holder.txt"));
        await(() -> StackState.running(config.data()).isPresent());
        long broker = StackState.running(config.data())
                .orElseThrow()
                .services()
                .get(0)
                .pid();
        holder.destroyForcibly().waitFor();
        try (LocalStack next = LocalStack.start(config, events::add)) {
            assertThat(next.services()).allMatch(ServiceStatus::ready);
            await(this::theBrokerRests);
        }
        assertThat(events)
                .anyMatch(event -> event.startsWith(
                        "waiting for processes of a stack that was killed to end: broker (pid " + broker + ")"));
    }

    /** Nothing is written of a cluster in which nothing happens. */
    private boolean theBrokerRests() {
        File metadata =
                data("broker/__cluster_metadata-0/00000000000000000000.log").toFile();
        long before = metadata.length();
        try {
            Thread.sleep(1_600);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return before > 0 && metadata.length() == before;
    }

    @Test
    void ofTwoThatStartAtOnceOneRunsAndTheOtherSaysWhoDoes() throws Exception {
        StackConfig config = config();
        List<Path> outputs = List.of(directory.resolve("one.txt"), directory.resolve("two.txt"));
        List<Process> holders =
                List.of(StackHolder.start(config, outputs.get(0)), StackHolder.start(config, outputs.get(1)));
        await(() -> holders.stream().filter(Process::isAlive).count() == 1
                && StackState.running(config.data()).isPresent());
        int loser = holders.get(0).isAlive() ? 1 : 0;
        Process winner = holders.get(1 - loser);
        assertThat(outputs.get(loser))
                .content()
                .contains("another stack runs in")
                .contains("(pid " + winner.pid() + ")");
        assertThat(DataLock.holder(config.data())).contains(winner.pid());
        winner.destroy();
        assertThat(winner.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(DataLock.holder(config.data())).isEmpty();
    }

    @Test
    void aDamagedStateFileOfARunningStackIsToldAndWrittenAgain() throws Exception {
        StackConfig config = services();
        try (LocalStack stack = LocalStack.start(config)) {
            String whole = read("stack.json");
            for (String damaged : damaged(whole)) {
                await(() -> isTold(damaged, config.data()));
                await(() ->
                        Files.exists(data("stack.json")) && read("stack.json").contains(stack.bootstrap()));
            }
            Files.delete(data("stack.json"));
            await(() -> StackState.running(config.data()).isPresent());
        }
    }

    @Test
    void aDamagedStateFileThatNobodyWritesIsNoStack() throws Exception {
        StackConfig config = services();
        Files.createDirectories(config.data());
        for (String damaged : damaged("{\"pid\": 12, \"bootstrap\": \"a:1\"}")) {
            Files.writeString(data("stack.json"), damaged);
            assertThat(StackState.running(config.data())).isEmpty();
        }
        LocalStack.start(config).close();
    }

    /** False if the stack has written it again before it was looked at. */
    private static boolean isTold(String damaged, Path data) {
        try {
            Files.writeString(data.resolve("stack.json"), damaged);
            StackState.running(data);
            return false;
        } catch (StackException e) {
            assertThat(e)
                    .hasMessageContaining(data.resolve("stack.json") + " is damaged")
                    .hasMessageContaining("try again in a few seconds");
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> damaged(String whole) {
        return List.of(
                whole.substring(0, whole.length() / 2),
                "null",
                "{}",
                whole.replaceFirst("\"bootstrap\" ?: ?\"[^\"]*\"", "\"bootstrap\": null"),
                whole.replaceFirst("\"pid\" ?: ?\\d+", "\"pid\": null"));
    }

    @Test
    void logsThatAreDeletedBelowAStackComeBackWithItsProcesses() throws Exception {
        try (LocalStack stack = LocalStack.start(services(), events::add)) {
            deleteTree(data("logs"));
            long before = pid(stack, "ingest");
            stack.kill("ingest");
            await(() -> pid(stack, "ingest") != before && ready(stack, "ingest"));
            assertThat(data("logs/ingest.log")).exists();
            assertThat(stack.isUprooted()).isFalse();
            deleteTree(directory.resolve("data"));
            assertThat(stack.isUprooted()).isTrue();
        }
    }

    /** Its identity is damaged, and a log lacks the marker that ended a transaction, which its coordinator knows to be written. */
    @Test
    void aBrokerThatLostPowerTakesTheCopyOfItsIdentityAbortsWhatHangsAndKeepsItsRecords() throws Exception {
        StackConfig config = config();
        TopicPartition partition = new TopicPartition(Topic.ITEMS.topicName(), 0);
        try (LocalStack stack = LocalStack.start(config)) {
            send(stack.bootstrap(), partition);
        }
        Files.writeString(data("broker/meta.properties"), "version=1\ncluster.i");
        Files.delete(data("broker/.kafka_cleanshutdown"));
        try (FileChannel log =
                FileChannel.open(data("broker/" + partition + "/00000000000000000000.log"), StandardOpenOption.WRITE)) {
            log.truncate(log.size() - 37);
        }
        try (LocalStack again = LocalStack.start(config, events::add);
                Admin admin = Admin.create(Map.of("bootstrap.servers", again.bootstrap()))) {
            send(again.bootstrap(), partition);
            // Two records and a marker behind each; up to an open transaction, no committed record can be read.
            await(() -> committedEnd(admin, partition) == 4);
        }
        assertThat(events)
                .contains(
                        "the broker did not end in order: aborted 1 of its transactions that no coordinator knows; what"
                                + " they held is done again");
        assertThat(read("logs/broker.log")).contains("is taken from its copy");
        Files.delete(data("broker/meta.properties"));
        Files.writeString(data("broker/meta.properties.copy"), "");
        assertThatThrownBy(() -> LocalStack.start(config))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("the broker process ended while starting")
                .hasMessageContaining("restore one of them, or delete " + data("broker") + " to begin with nothing");
    }

    private static long committedEnd(Admin admin, TopicPartition partition) {
        ListOffsetsOptions committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), committed)
                .partitionResult(partition)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .offset();
    }

    private static void send(String bootstrap, TopicPartition to) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "transactional.id", "sends"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(to.topic(), to.partition(), "key", "value"));
            producer.commitTransaction();
        }
    }

    private String read(String part) {
        try {
            return Files.readString(data(part));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code rm -rf} does until it succeeds: the processes may write there meanwhile. */
    private static void deleteTree(Path tree) throws InterruptedException {
        await(() -> {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
                return true;
            } catch (IOException | UncheckedIOException e) {
                return !Files.exists(tree);
            }
        });
    }
}
