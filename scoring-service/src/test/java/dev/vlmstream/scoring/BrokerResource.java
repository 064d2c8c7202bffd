package dev.vlmstream.scoring;

import dev.vlmstream.testing.EmbeddedBroker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A broker for a {@code @QuarkusTest}. */
public final class BrokerResource implements QuarkusTestResourceLifecycleManager {
    private EmbeddedBroker broker;

    @Override
    public Map<String, String> start() {
        broker = EmbeddedBroker.start();
        return Map.of(
                "vlmstream.bootstrap", broker.bootstrap(), "vlmstream.state-dir", "target/state-" + System.nanoTime());
    }

    @Override
    public void stop() {
        broker.close();
    }
}
