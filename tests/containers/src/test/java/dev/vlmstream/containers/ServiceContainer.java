package dev.vlmstream.containers;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Bind;
import dev.vlmstream.local.process.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** A service in its image, which is ended and started again as an engine does it. */
final class ServiceContainer implements AutoCloseable {
    static final int DRAIN_SECONDS = 20;
    private static final Duration START = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final GenericContainer<?> container;
    private final int port;
    private final int management;

    private ServiceContainer(GenericContainer<?> container, int port, int management) {
        this.container = container;
        this.port = port;
        this.management = management;
    }

    /**
     * @param models of the demo, comma-separated; empty for a service without
     * @param more settings, by their variables
     * @param volumes besides those of every container
     */
    static ServiceContainer start(
            String service, String bootstrap, String models, Map<String, String> more, Bind... volumes) {
        int port = FreePorts.any();
        int management = FreePorts.any();
        GenericContainer<?> container = Images.container(service, Images.HOST_NETWORK, volumes)
                .withEnv("QUARKUS_HTTP_PORT", String.valueOf(port))
                .withEnv("QUARKUS_MANAGEMENT_PORT", String.valueOf(management))
                .withEnv("VLMSTREAM_BOOTSTRAP", bootstrap)
                .withEnv("VLMSTREAM_INSTANCE", service + "-0")
                .withEnv("VLMSTREAM_DRAIN_TIME", DRAIN_SECONDS + "s")
                .withEnv(more)
                .withStartupTimeout(START);
        if (!models.isEmpty()) {
            container.withEnv("VLMSTREAM_MODELS", models);
        }
        ServiceContainer started = new ServiceContainer(container, port, management);
        container.waitingFor(new AbstractWaitStrategy() {
            @Override
            protected void waitUntilReady() {
                started.awaitReady();
            }
        });
        container.start();
        return started;
    }

    String url() {
        return "http://localhost:" + port;
    }

    void awaitReady() {
        await(container.getDockerImageName() + " ready")
                .atMost(START)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(IOException.class)
                .failFast("it has ended", () -> !container.isRunning())
                .until(this::ready);
    }

    private boolean ready() throws IOException, InterruptedException {
        return health("ready").statusCode() == 200;
    }

    /** What it says of its loops, and whether it is to be left alone. */
    HttpResponse<String> liveness() throws IOException, InterruptedException {
        return health("live");
    }

    private HttpResponse<String> health(String which) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + management + "/q/health/" + which))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    /** When its process began: another one has another time. */
    String startedAt() {
        return container.getCurrentContainerInfo().getState().getStartedAt();
    }

    /** Sends SIGTERM and waits for the end; its exit status. */
    long drain() {
        client().killContainerCmd(id()).withSignal("SIGTERM").exec();
        return ended();
    }

    /** What nobody can prepare for. */
    long kill() {
        client().killContainerCmd(id()).exec();
        return ended();
    }

    /** The same container again. */
    void startAgain() {
        client().startContainerCmd(id()).exec();
        awaitReady();
    }

    String logs() {
        return container.getLogs();
    }

    private long ended() {
        return client().waitContainerCmd(id()).start().awaitStatusCode();
    }

    private String id() {
        return container.getContainerId();
    }

    private static DockerClient client() {
        return Engine.client();
    }

    @Override
    public void close() {
        container.stop();
    }
}
