package dev.vlmstream.local;

import static dev.vlmstream.local.Stacks.await;
import static dev.vlmstream.local.Stacks.pid;
import static dev.vlmstream.local.Stacks.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.local.process.FreePorts;
import dev.vlmstream.local.process.Ports;
import dev.vlmstream.schemas.cluster.ClusterException;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.testing.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class LocalStackIT {
    @TempDir
    Path directory;

    private StackConfig config() throws Exception {
        return StackConfig.of(FakeService.home(directory.resolve("home")), directory.resolve("data"))
                .withPatience(Duration.ofSeconds(40));
    }

    /** Without a broker of its own. */
    private StackConfig services() throws Exception {
        return Stacks.external(config());
    }

    @Test
    void anotherInstallationUnderTheSameNamesDoesNotStartAndHarmsNobody() throws Exception {
        String bootstrap = EmbeddedBroker.shared().bootstrap();
        StackConfig config = config().external(bootstrap).withTopicPrefix("lab.");
        StackConfig other = StackConfig.of(config.home(), directory.resolve("other"))
                .external(bootstrap)
                .withTopicPrefix("lab.");
        try (LocalStack stack = LocalStack.start(config)) {
            assertThatThrownBy(() -> LocalStack.start(other))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("the topics with the prefix lab. at " + bootstrap + " belong to another")
                    .hasMessageContaining(config.data() + "#")
                    .hasMessageMatching(".* vlmstream up --topic-prefix [A-Za-z0-9._-]+\\., .*")
                    .hasMessageEndingWith("vlmstream topics release --bootstrap " + bootstrap + " --topic-prefix lab.");
            assertThat(stack.services()).allMatch(ServiceStatus::ready);
            try (LocalStack apart = LocalStack.start(other.withTopicPrefix("lab-2."))) {
                assertThat(apart.services()).allMatch(ServiceStatus::ready);
            }
        }
        try (LocalStack again = LocalStack.start(config)) {
            assertThat(again.services()).allMatch(ServiceStatus::ready);
        }
    }

    @Test
    void aDirectoryWithACommaIsRefused() throws Exception {
        StackConfig config = StackConfig.of(config().home(), directory.resolve("photos, 2024"));
        assertThatThrownBy(() -> LocalStack.start(config))
                .isInstanceOf(StackException.class)
                .hasMessageStartingWith(config.data() + " has a comma in its path")
                .hasMessageEndingWith("choose another --data");
    }

    @Test
    void theBrokerTakesTheLargestRecordAndTheNextStackHasItWhereTheLastOneListened() throws Exception {
        StackConfig config = config();
        List<Ports> first;
        try (LocalStack stack = LocalStack.start(config)) {
            sendLargest(stack.bootstrap());
            first = stack.services().stream().map(ServiceStatus::ports).toList();
        }
        try (LocalStack again = LocalStack.start(config.preferringPorts(1, 1, 1))) {
            assertThat(endOffset(again.bootstrap())).isPositive();
            assertThat(again.services()).extracting(ServiceStatus::ports).isEqualTo(first);
        }
    }

    private static void sendLargest(String bootstrap) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrap,
                "transactional.id",
                "largest",
                "max.request.size",
                Topic.MAX_RECORD_BYTES);
        byte[] value = new byte[Topic.MAX_RECORD_BYTES - 1024];
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(Topic.ITEMS.topicName(), 0, new byte[] {1}, value))
                    .get();
            producer.commitTransaction();
        }
    }

    private static long endOffset(String bootstrap) throws Exception {
        TopicPartition partition = new TopicPartition(Topic.ITEMS.topicName(), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }

    @Test
    void aKilledServiceComesBackAndTheStateFileKnowsIt() throws Exception {
        List<String> events = new ArrayList<>();
        try (LocalStack stack = LocalStack.start(services(), events::add)) {
            long first = pid(stack, "ingest");
            stack.kill("ingest");
            await(() -> pid(stack, "ingest") > 0 && pid(stack, "ingest") != first && ready(stack, "ingest"));
            StackState state = StackState.running(directory.resolve("data")).orElseThrow();
            assertThat(state.services()).anySatisfy(service -> {
                assertThat(service.name()).isEqualTo("ingest");
                assertThat(service.pid()).isEqualTo(pid(stack, "ingest"));
            });
        }
        assertThat(events)
                .anyMatch(event -> event.startsWith("ingest")
                        && event.contains("ended with status 137 (killed, by Linux if memory ran out); again in"));
    }

    @Test
    void withoutRestartsADeadServiceStaysDeadUntilItIsStarted() throws Exception {
        try (LocalStack stack = LocalStack.start(services().withoutRestarts())) {
            stack.kill("scoring");
            Thread.sleep(1_000);
            assertThat(pid(stack, "scoring")).isZero();
            stack.restart("scoring");
            assertThat(ready(stack, "scoring")).isTrue();
        }
    }

    @Test
    void severalInstancesOfAServiceRunSideBySide() throws Exception {
        StackConfig config = services();
        for (ServiceKind kind : ServiceKind.all()) {
            config = config.withInstances(kind, kind.equals(ServiceKind.INGEST) ? 2 : 0);
        }
        try (LocalStack stack = LocalStack.start(config)) {
            assertThat(stack.services()).extracting(ServiceStatus::name).containsExactly("ingest", "ingest-1");
            assertThat(stack.services()).allMatch(ServiceStatus::ready);
            assertThat(Files.readString(directory.resolve("data/logs/ingest-1.log")))
                    .contains("fake service, instance 1");
        }
    }

    @Test
    void anotherClusterCanBeUsedWithoutABrokerOfItsOwn() throws Exception {
        try (LocalStack stack = LocalStack.start(services().withTopicPrefix("other."))) {
            assertThat(stack.services())
                    .extracting(ServiceStatus::name)
                    .startsWith("ingest", "scoring")
                    .doesNotContain("broker", "embed", "decode", "judge");
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
                assertThat(admin.listTopics().names().get()).contains("other.items");
            }
        }
    }

    @Test
    void aServiceThatFailsToStartIsNamedWithTheEndOfItsLogAndNothingIsLeft() throws Exception {
        StackConfig failing = services().withProperty("fake.fail", "true");
        assertThatThrownBy(() -> LocalStack.start(failing))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("ended while starting")
                .hasMessageContaining("logs")
                .hasMessageContaining("the fake refuses to start");
        assertThat(StackState.running(directory.resolve("data"))).isEmpty();
        LocalStack.start(services()).close();
    }

    @Test
    void aServiceThatIsNotBuiltIsRefusedWithTheCure() {
        assertThatThrownBy(() -> LocalStack.start(StackConfig.of(directory, directory.resolve("data"))))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("quarkus-run.jar is missing; run ./mvnw");
    }

    @Test
    void aDataDirectoryIsForOneStack() throws Exception {
        StackConfig config = services();
        LocalStack first = LocalStack.start(config);
        try (first) {
            assertThatThrownBy(() -> LocalStack.start(config))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("another stack runs in");
        }
    }

    @Test
    void ofTwoStacksThatWantTheSamePortsAtOnceEachGetsItsOwn() throws Exception {
        int page = FreePorts.any();
        int kafka = FreePorts.any();
        int ingest = FreePorts.any();
        List<CompletableFuture<LocalStack>> starting = Stream.of("one", "two")
                .map(directory::resolve)
                .map(data -> CompletableFuture.supplyAsync(() -> start(data, page, kafka, ingest)))
                .toList();
        try (LocalStack one = starting.get(0).get();
                LocalStack two = starting.get(1).get()) {
            List<Integer> ports = Stream.of(one, two)
                    .flatMap(stack -> stack.services().stream())
                    .map(ServiceStatus::port)
                    .toList();
            assertThat(ports).doesNotHaveDuplicates().contains(page, kafka, ingest);
            assertThat(clusterId(one)).isNotEqualTo(clusterId(two));
        }
    }

    private LocalStack start(Path data, int page, int kafka, int ingest) {
        try {
            return LocalStack.start(
                    StackConfig.of(FakeService.home(data.resolve("home")), data).preferringPorts(page, kafka, ingest));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String clusterId(LocalStack stack) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
            return admin.describeCluster().clusterId().get();
        }
    }

    @Test
    void aPortThatIsTakenIsRefused() throws Exception {
        try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            StackConfig config = config().withPort(taken.getLocalPort());
            assertThatThrownBy(() -> LocalStack.start(config))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("is taken");
        }
    }

    @Test
    void allProcessesEndWhenTheirParentIsKilled() throws Exception {
        StackConfig config = config();
        Path output = directory.resolve("holder.txt");
        Process holder = StackHolder.start(config, output);
        await(() -> Files.exists(output) && read(output).contains("the stack is up"));
        List<ProcessHandle> children = holder.descendants().toList();
        holder.destroyForcibly();
        assertThat(children).hasSize(3);
        for (ProcessHandle child : children) {
            child.onExit().get(20, TimeUnit.SECONDS);
        }
        assertThat(StackState.running(config.data())).isEmpty();
    }

    @Test
    void aStackThatIsInterruptedWhileItStartsLeavesNothingRunning() throws Exception {
        StackConfig config = config();
        Process holder = StackHolder.start(config, directory.resolve("holder.txt"));
        await(() -> holder.descendants().findAny().isPresent());
        List<ProcessHandle> children = holder.descendants().toList();
        holder.destroy();
        assertThat(holder.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
