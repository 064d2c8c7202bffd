package dev.vlmstream.containers;

import static org.awaitility.Awaitility.await;

import dev.vlmstream.local.process.FreePorts;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.toxiproxy.ToxiproxyContainer;
import org.testcontainers.utility.DockerImageName;

/** A link to the broker that can be held up and cut: Toxiproxy in its image. */
final class Link implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String CUT = "cut";

    private final ToxiproxyContainer container;
    private final Proxy proxy;

    private Link(ToxiproxyContainer container, Proxy proxy) {
        this.container = container;
        this.proxy = proxy;
    }

    /** Whether a link can be laid; where its image is neither here nor to be had, only if one was promised, and that fails. */
    static boolean isThereOrPromised() {
        return Engine.isThereOrPromised() && (Engine.isPromised() || Engine.has(image()));
    }

    private static String image() {
        return System.getProperty("containers.toxiproxy");
    }

    static Link to(Broker broker) throws IOException {
        int control = FreePorts.any();
        ToxiproxyClient client = new ToxiproxyClient(LOOPBACK, control);
        ToxiproxyContainer container =
                new ToxiproxyContainer(DockerImageName.parse(image()).asCompatibleSubstituteFor("shopify/toxiproxy"));
        container.setExposedPorts(List.of());
        container
                .withNetworkMode(Images.HOST_NETWORK)
                .withCommand("-host=" + LOOPBACK, "-port=" + control)
                .waitingFor(new AbstractWaitStrategy() {
                    @Override
                    protected void waitUntilReady() {
                        await("Toxiproxy at port " + control)
                                .atMost(Duration.ofSeconds(30))
                                .ignoreExceptionsInstanceOf(IOException.class)
                                .until(client::version, version -> version != null);
                    }
                })
                .start();
        Proxy proxy =
                client.createProxy("broker", LOOPBACK + ":" + broker.link(), LOOPBACK + ":" + broker.behindLink());
        return new Link(container, proxy);
    }

    /** For good: what the broker says takes its time, and there is little room for it. */
    void slow(Duration latency, Duration jitter, int kilobytesPerSecond) throws IOException {
        proxy.toxics()
                .latency("latency", ToxicDirection.DOWNSTREAM, latency.toMillis())
                .setJitter(jitter.toMillis());
        proxy.toxics().bandwidth("bandwidth", ToxicDirection.DOWNSTREAM, kilobytesPerSecond);
    }

    /** Connections stay open, and nothing comes through, until it is mended. */
    void swallow() throws IOException {
        proxy.toxics().timeout(CUT, ToxicDirection.DOWNSTREAM, 0);
    }

    /** Nothing comes through, and each connection is closed after so long, until it is mended. */
    void timeOut(Duration after) throws IOException {
        proxy.toxics().timeout(CUT, ToxicDirection.UPSTREAM, after.toMillis());
    }

    /** Each connection is reset after so long, until it is mended. */
    void reset(Duration after) throws IOException {
        proxy.toxics().resetPeer(CUT, ToxicDirection.DOWNSTREAM, after.toMillis());
    }

    void mend() throws IOException {
        proxy.toxics().get(CUT).remove();
    }

    /** Nobody listens any more. */
    void off() throws IOException {
        proxy.disable();
    }

    void on() throws IOException {
        proxy.enable();
    }

    @Override
    public void close() {
        container.stop();
    }
}
