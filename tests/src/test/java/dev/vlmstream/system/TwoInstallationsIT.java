package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.cluster.ClusterException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/**
 * Two installations on one broker, told apart by their prefixes alone, work on runs of the same name side by side; one that comes
 * with the prefix of another does not start.
 */
class TwoInstallationsIT {
    private static final int ITEMS = 200;
    private static final String RUN = "same-name";
    private static final List<String> MODELS = List.of("emoji-clip", "emoji-vlm");
    private static final Path JUDGE = Home.DIRECTORY.resolve("libs/inference/src/test/resources/models/tiny-bert");
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    @Test
    void neitherNoticesTheOther() throws Exception {
        try (LocalStack first = LocalStack.start(installation("first.", "first."));
                LocalStack second =
                        LocalStack.start(installation("second.", "second.").external(first.bootstrap()))) {
            Installation one = new Installation(first, "first.");
            Installation other = new Installation(second, "second.");
            try (one;
                    other) {
                one.push();
                other.push();
                StackConfig newcomer = installation("first.", "newcomer").external(first.bootstrap());
                assertThatThrownBy(() -> LocalStack.start(newcomer))
                        .isInstanceOf(ClusterException.class)
                        .hasMessageContaining("the prefix first. at " + first.bootstrap() + " belong to another")
                        .hasMessageContaining("two-first.#");
                one.check();
                other.check();
            }
            assertThat(groups(first.bootstrap())).allMatch(group -> group.matches("(first|second)\\.vlmstream-.*"));
            Lag.assertNone(first.bootstrap());
        }
    }

    private static StackConfig installation(String prefix, String data) {
        return Home.stack("two-" + data, List.of(MODELS.get(0)), List.of(MODELS.get(1)))
                .withJudges(List.of(JUDGE))
                .withTopicPrefix(prefix)
                .withPatience(PATIENCE)
                .withoutRestarts();
    }

    private static List<String> groups(String bootstrap) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return List.copyOf(Lag.groups(admin));
        }
    }

    /** One of them, as its users see it. */
    private record Installation(LocalStack stack, Wiretap tap, RunManifest manifest) implements AutoCloseable {
        Installation(LocalStack stack, String prefix) {
            this(stack, new Wiretap(stack.bootstrap(), prefix), Emoji.manifest(RUN, "open-world", MODELS, (long)
                    ITEMS));
            manifest.setJudges(Map.of("semantic", JUDGE.getFileName().toString()));
        }

        void push() {
            tap.open(manifest);
            tap.push(Emoji.items(RUN, ITEMS));
        }

        void check() throws IOException {
            Results results = new Results(stack.server());
            results.awaitComplete(RUN, PATIENCE);
            results.awaitJudged(RUN, PATIENCE);
            results.assertExactlyOnce(tap, manifest);
            for (ServiceStatus service : stack.services()) {
                if (service.metrics().isPresent()) {
                    assertThat(loopRestarts(service)).as(service.name()).allMatch(line -> line.endsWith(" 0.0"));
                }
            }
        }

        private static List<String> loopRestarts(ServiceStatus service) throws IOException {
            URI address = URI.create(service.metrics().orElseThrow());
            try (var body = address.toURL().openStream()) {
                List<String> lines = new String(body.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("vlmstream_loop_restarts_total"))
                        .toList();
                // Scoring has no loops: its Streams threads say themselves when they begin again.
                assertThat(lines.isEmpty()).isEqualTo(service.name().startsWith("scoring"));
                return lines;
            }
        }

        @Override
        public void close() {
            tap.close();
        }
    }
}
