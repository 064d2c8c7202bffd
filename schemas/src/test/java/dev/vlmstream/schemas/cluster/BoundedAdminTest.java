package dev.vlmstream.schemas.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedAdminTest {
    /** The kernel accepts the connection, as it does for a broker whose process was stopped. */
    @Test
    void closesWhileABrokerAnswersNothing() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            BoundedAdmin admin = new BoundedAdmin(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    "localhost:" + mute.getLocalPort(),
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    (int) Duration.ofMinutes(10).toMillis(),
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    (int) Duration.ofMinutes(10).toMillis()));
            KafkaFuture<Collection<Node>> nodes = admin.describeCluster().nodes();
            mute.accept();
            admin.close();
            assertThatThrownBy(nodes::get).isInstanceOf(ExecutionException.class);
            assertThat(nodes.isCompletedExceptionally()).isTrue();
        }
    }
}
