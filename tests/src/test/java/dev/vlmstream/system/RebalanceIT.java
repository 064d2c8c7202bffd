package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.services.ServiceKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two replicas of every service share the work, one of each goes away in the middle and comes back. */
class RebalanceIT {
    private static final int ITEMS = 600;
    private static final List<String> MODELS = List.of("emoji-clip", "emoji-vlm");

    @Test
    void everyItemCountsOnceWhileWorkMovesBetweenReplicas() {
        var config = Home.stack("rebalance", List.of("emoji-clip"), List.of("emoji-vlm"))
                .withoutRestarts()
                .withProperty("vlmstream.session-timeout", "6s");
        for (ServiceKind kind : ServiceKind.all()) {
            config = config.withInstances(kind, 2);
        }
        try (LocalStack stack = LocalStack.start(config);
                Wiretap tap = new Wiretap(stack.bootstrap())) {
            RunManifest manifest = Emoji.manifest("rebalance", "open-world", MODELS, (long) ITEMS);
            Results results = new Results(stack.server());
            tap.open(manifest);
            tap.push(Emoji.items("rebalance", ITEMS / 2));
            awaitCounted(results, ITEMS / 4);
            List<String> seconds = secondReplicas(stack);
            seconds.forEach(stack::kill);
            tap.push(Emoji.items("rebalance", ITEMS).subList(ITEMS / 2, ITEMS));
            awaitCounted(results, ITEMS);
            seconds.forEach(stack::restart);
            results.awaitComplete("rebalance", Duration.ofMinutes(4));
            results.assertExactlyOnce(tap, manifest);
        }
    }

    /** One replica of each service that has something to do. */
    private static List<String> secondReplicas(LocalStack stack) {
        List<String> names = stack.services().stream()
                .map(ServiceStatus::name)
                .filter(name -> name.endsWith("-1"))
                .toList();
        assertThat(names)
                .contains("ingest-1", "embed-1", "decode-1", "scoring-1")
                .doesNotContain("judge-1");
        return names;
    }

    private static void awaitCounted(Results results, long outcomes) {
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> results.counted("rebalance") >= outcomes);
    }
}
