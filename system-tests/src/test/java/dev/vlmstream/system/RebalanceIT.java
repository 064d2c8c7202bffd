package dev.vlmstream.system;

import static org.awaitility.Awaitility.await;

import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceKind;
import dev.vlmstream.schemas.RunManifest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two replicas of every service share the work, one of each goes away in the middle and comes back. */
class RebalanceIT {
    private static final int ITEMS = 1_200;
    private static final List<String> MODELS = List.of("emoji-clip", "emoji-vlm");

    @Test
    void everyItemCountsOnceWhileWorkMovesBetweenReplicas() {
        var config = Home.stack("rebalance", List.of("emoji-clip"), List.of("emoji-vlm"))
                .withoutRestarts()
                .withProperty("vlmstream.session-timeout", "6s");
        for (ServiceKind kind : ServiceKind.values()) {
            config = config.withInstances(kind, 2);
        }
        try (LocalStack stack = LocalStack.start(config);
                Wiretap tap = new Wiretap(stack.bootstrap())) {
            RunManifest manifest = Emoji.manifest("rebalance", "open-world", MODELS, (long) ITEMS);
            Results results = new Results(stack.server());
            tap.open(manifest);
            tap.push(Emoji.items("rebalance", ITEMS / 2));
            awaitCounted(results, ITEMS / 4);
            for (ServiceKind kind : ServiceKind.values()) {
                stack.kill(kind.id() + "-1");
            }
            tap.push(Emoji.items("rebalance", ITEMS).subList(ITEMS / 2, ITEMS));
            awaitCounted(results, ITEMS);
            for (ServiceKind kind : ServiceKind.values()) {
                stack.restart(kind.id() + "-1");
            }
            results.awaitComplete("rebalance", Duration.ofMinutes(4));
            results.assertExactlyOnce(tap, manifest);
        }
    }

    private static void awaitCounted(Results results, long outcomes) {
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> results.counted("rebalance") >= outcomes);
    }
}
