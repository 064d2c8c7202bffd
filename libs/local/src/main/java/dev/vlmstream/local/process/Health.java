package dev.vlmstream.local.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.cluster.BoundedAdmin;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.jspecify.annotations.Nullable;

/** Whether a process does its work yet, or should be left running. */
@FunctionalInterface
public interface Health {
    /**
     * The property of a service's health that has its log's file. It tells a service from whoever else took its port before it
     * listened there: a service of another stack, a proxy.
     */
    String LOG = "log";

    /** Asks once, waiting a few seconds at most. */
    Answer ask();

    /** By a new check. */
    default boolean isUp() {
        return ask().state() == State.UP;
    }

    /** In words, what is down, by a new check; empty where it does not say. */
    default String lacking() {
        return ask().detail();
    }

    /**
     * @param management the port where a service is watched
     * @param log the service's, which its health names as {@link #LOG}
     */
    static Health readiness(int management, Path log) {
        return new HttpHealth(management, "ready", log, 2_000);
    }

    /** As {@link #readiness}. */
    static Health liveness(int management, Path log) {
        return new HttpHealth(management, "live", log, 5_000);
    }

    /** Of a broker, by asking for its cluster: it answers, or it is silent. */
    static Health broker(String bootstrap) {
        return new BrokerHealth(bootstrap, null);
    }

    /**
     * Of the broker that keeps its data in a directory: one of another cluster that answers there counts for nothing.
     *
     * @param directory with the broker's {@code meta.properties}
     */
    static Health broker(String bootstrap, Path directory) {
        return new BrokerHealth(bootstrap, directory);
    }

    /** Up, down, or no answer at all. */
    enum State {
        UP,
        DOWN,
        SILENT
    }

    /**
     * What a process says of its health.
     *
     * @param detail what is down, in its own words; empty where there is nothing to say
     */
    record Answer(State state, String detail) {
        public static final Answer UP = new Answer(State.UP, "");
        public static final Answer SILENT = new Answer(State.SILENT, "");

        /** The part of a check's data that is words for people. */
        private static final String WHY = "why";

        private static final ObjectMapper JSON = new ObjectMapper();

        /**
         * @param status of HTTP
         * @param body as MicroProfile Health has it
         * @param log of the service that is asked; anybody else's answer is none
         */
        static Answer of(int status, byte[] body, Path log) {
            try {
                JsonNode health = JSON.readTree(body);
                if (!log.toString().equals(health.path(LOG).asText())) {
                    return SILENT;
                }
                return status == HttpURLConnection.HTTP_OK ? UP : down(health);
            } catch (IOException e) {
                return SILENT;
            }
        }

        private static Answer down(JsonNode health) {
            List<String> checks = new ArrayList<>();
            for (JsonNode check : health.path("checks")) {
                if (!"UP".equals(check.path("status").asText())) {
                    checks.add(described(check));
                }
            }
            return new Answer(State.DOWN, String.join("; ", checks));
        }

        /** As the check says it for people, under {@link #WHY}; else its name and all that it tells. */
        private static String described(JsonNode check) {
            String why = check.path("data").path(WHY).asText();
            if (!why.isEmpty()) {
                return why;
            }
            List<String> data = new ArrayList<>();
            check.path("data")
                    .properties()
                    .forEach(entry ->
                            data.add(entry.getKey() + ": " + entry.getValue().asText()));
            String name = check.path("name").asText();
            return data.isEmpty() ? name : name + " (" + String.join(", ", data) + ")";
        }
    }

    /**
     * Asks a health endpoint of a service.
     *
     * @param kind the end of its path: live, ready
     * @param log of the service
     * @param timeoutMillis for the connection, and for the answer
     */
    record HttpHealth(int port, String kind, Path log, int timeoutMillis) implements Health {
        private static final int MOST_BYTES = 64 * 1024;

        @Override
        public Answer ask() {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/q/health/" + kind)
                                .toURL()
                                .openConnection();
                connection.setConnectTimeout(timeoutMillis);
                connection.setReadTimeout(timeoutMillis);
                try {
                    int status = connection.getResponseCode();
                    return Answer.of(status, body(connection, status), log);
                } finally {
                    connection.disconnect();
                }
            } catch (IOException e) {
                return Answer.SILENT;
            }
        }

        private static byte[] body(HttpURLConnection connection, int status) throws IOException {
            try (InputStream in = status < HttpURLConnection.HTTP_BAD_REQUEST
                    ? connection.getInputStream()
                    : connection.getErrorStream()) {
                return in == null ? new byte[0] : in.readNBytes(MOST_BYTES);
            }
        }
    }

    /**
     * Asks a broker for its cluster.
     *
     * @param directory of its data; null: it may be any broker
     */
    record BrokerHealth(String bootstrap, @Nullable Path directory) implements Health {
        private static final int TIMEOUT_MS = 2_000;
        /** A broker that starts is waited for by whoever comes next: no longer than it takes. */
        private static final int BACKOFF_MS = 50;

        @Override
        public Answer ask() {
            Map<String, Object> settings = Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                    AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, BACKOFF_MS,
                    AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, BACKOFF_MS,
                    AdminClientConfig.RETRY_BACKOFF_MS_CONFIG, BACKOFF_MS,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
            try (Admin admin = new BoundedAdmin(settings)) {
                DescribeClusterResult cluster = admin.describeCluster();
                boolean answers =
                        !cluster.nodes().get(TIMEOUT_MS, TimeUnit.MILLISECONDS).isEmpty();
                return answers && isMeant(cluster.clusterId().get(TIMEOUT_MS, TimeUnit.MILLISECONDS))
                        ? Answer.UP
                        : Answer.SILENT;
            } catch (ExecutionException | TimeoutException e) {
                return Answer.SILENT;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Answer.SILENT;
            }
        }

        private boolean isMeant(String cluster) {
            if (directory == null) {
                return true;
            }
            try (Reader reader = Files.newBufferedReader(directory.resolve("meta.properties"))) {
                Properties identity = new Properties();
                identity.load(reader);
                return cluster.equals(identity.getProperty("cluster.id"));
            } catch (IOException e) {
                return false;
            }
        }

        /** It says nothing of itself, so that it need not be asked. */
        @Override
        public String lacking() {
            return "";
        }
    }
}
