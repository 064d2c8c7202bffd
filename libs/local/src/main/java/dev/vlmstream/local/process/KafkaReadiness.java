package dev.vlmstream.local.process;

import dev.vlmstream.schemas.cluster.BoundedAdmin;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Asks a broker for its cluster. */
public record KafkaReadiness(String bootstrap) implements Readiness {
    private static final int TIMEOUT_MS = 2_000;
    /** A broker that starts is waited for by whoever comes next: no longer than it takes. */
    private static final int BACKOFF_MS = 50;

    @Override
    public boolean ready() {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, BACKOFF_MS,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, BACKOFF_MS,
                AdminClientConfig.RETRY_BACKOFF_MS_CONFIG, BACKOFF_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        try (Admin admin = new BoundedAdmin(settings)) {
            return !admin.describeCluster()
                    .nodes()
                    .get(TIMEOUT_MS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
