package dev.vlmstream.streaming.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.cluster.ClientSettings;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.ClusterException;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.streaming.tables.TopicTable;
import dev.vlmstream.testing.BrokerTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A host that is dead refuses nothing: packets to it get lost. The others are found all the same, whichever is drawn first. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class DeadHostIT extends BrokerTest {
    /** Takes no packets: its queue of connections is full, and the kernel drops what begins another. */
    private static final class DeadServer implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> queue = new ArrayList<>();

        DeadServer() throws IOException {
            while (connects()) {
                assertThat(queue).hasSizeLessThan(100);
            }
        }

        private boolean connects() throws IOException {
            Socket socket = new Socket();
            queue.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 500);
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            }
        }

        String address() {
            return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : queue) {
                socket.close();
            }
            server.close();
        }
    }

    @RepeatedTest(10)
    void aCommandReachesTheCluster() throws Exception {
        try (DeadServer dead = new DeadServer()) {
            Cluster.open(dead.address() + "," + broker.bootstrap()).requireReachable();
        }
    }

    @RepeatedTest(10)
    void aServiceFindsItsTopicsReadsAndWrites(RepetitionInfo repetition) throws Exception {
        try (DeadServer dead = new DeadServer()) {
            StreamConfig config = TestConfig.of(
                    "bootstrap",
                    dead.address() + "," + broker.bootstrap(),
                    "topics.prefix",
                    "dead-",
                    // Each has its own transactions: they run side by side.
                    "instance",
                    "i" + repetition.getCurrentRepetition());
            KafkaSettings settings = new KafkaSettings(config);
            new ServiceTopics(settings, config, ServiceKind.INGEST).ensure();
            try (TopicTable<RunManifest> runs =
                            new TopicTable<>(settings, Topic.RUNS, RunManifest.class, RunManifest::getRun);
                    Producer<byte[], byte[]> producer = settings.transactionalProducer("dead")) {
                assertThat(runs.find("nobody's")).isEmpty();
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(settings.name(Topic.DEAD_LETTERS), new byte[] {1}));
                producer.commitTransaction();
            }
        }
    }

    @Test
    void whoeverSaysHowLongAConnectionMayTakeIsObeyed(@TempDir Path directory) throws Exception {
        Path file =
                Files.writeString(directory.resolve("kafka.properties"), "socket.connection.setup.timeout.ms=7000\n");
        Cluster own = new Cluster(broker.bootstrap(), new Names(""), ClientSettings.load(Optional.of(file), Map.of()));
        assertThat(own.client(Map.of()))
                .containsEntry("socket.connection.setup.timeout.ms", "7000")
                .doesNotContainKey("socket.connection.setup.timeout.max.ms");
        assertThat(Cluster.open(broker.bootstrap()).client(Map.of()))
                .containsEntry("socket.connection.setup.timeout.ms", 2_000L)
                .containsEntry("socket.connection.setup.timeout.max.ms", 4_000L);
    }

    @Test
    void whereNoneAnswersEachIsNamedWithWhatItDoes() throws Exception {
        try (DeadServer dead = new DeadServer();
                ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String silent = "localhost:" + mute.getLocalPort();
            assertThatThrownBy(() -> Cluster.open(dead.address() + "," + silent).requireReachable())
                    .isInstanceOf(ClusterException.class)
                    .hasMessageContaining("Kafka at " + dead.address() + "," + silent + " does not answer")
                    .hasMessageContaining(
                            dead.address() + " does not answer, " + silent + " takes a connection and does not answer");
        }
    }
}
