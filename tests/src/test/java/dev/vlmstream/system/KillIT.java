package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.local.process.ProcessLog.LogLimit;
import dev.vlmstream.schemas.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills every service as kill -9 does, at random moments of a run, often two at the same instant, and looks for a lost or doubled
 * item. The supervisor brings them back.
 */
class KillIT {
    private static final int ITEMS = 1_000;
    private static final List<String> SERVICES = List.of("decode", "embed", "scoring", "ingest");
    private static final List<String> MODELS = List.of("emoji-clip", "emoji-classifier", "emoji-vlm");

    /** So little that all of them are started again some times. */
    private static final LogLimit LOGS = new LogLimit(1_024, 3);

    private static final long LONGEST_LINES = 8_192;

    private static LocalStack stack;

    static IntStream seeds() {
        return IntStream.rangeClosed(1, Integer.getInteger("vlmstream.kill.seeds", 1));
    }

    @BeforeAll
    static void start() {
        stack = LocalStack.start(Home.stack("kill", List.of("emoji-clip", "emoji-classifier"), List.of("emoji-vlm"))
                .withLogs(LOGS));
    }

    @AfterAll
    static void stop() throws IOException {
        try (LocalStack closing = stack) {
            requireBoundedLogs(closing.services());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyItemCountsOnceWhateverIsKilled(int seed) throws Exception {
        Random random = new Random(seed);
        String run = "kill-" + seed;
        RunManifest manifest = Emoji.manifest(run, "open-world", MODELS, (long) ITEMS);
        Results results = new Results(stack.server());
        try (Wiretap tap = new Wiretap(stack.bootstrap())) {
            tap.open(manifest);
            Thread pushing = new Thread(() -> pushInPieces(tap, run, random.nextLong()));
            pushing.start();
            List<String> order = new ArrayList<>(SERVICES);
            order.add(SERVICES.get(random.nextInt(SERVICES.size())));
            Collections.shuffle(order, random);
            for (String service : order) {
                Thread.sleep(200 + random.nextInt(2_500));
                Set<String> victims = new TreeSet<>(Set.of(service));
                if (random.nextBoolean()) {
                    victims.add(SERVICES.get(random.nextInt(SERVICES.size())));
                }
                victims.parallelStream().forEach(stack::kill);
            }
            pushing.join();
            results.awaitComplete(run, Duration.ofMinutes(5));
            assertThat(results.counted(run)).isEqualTo((long) ITEMS * MODELS.size());
            results.assertExactlyOnce(tap, manifest);
            assertThat(stack.services())
                    .filteredOn(service -> SERVICES.contains(service.name()))
                    .allMatch(service -> service.ready() && service.restarts() > 0);
        }
    }

    private static void requireBoundedLogs(List<ServiceStatus> services) throws IOException {
        for (ServiceStatus service : services) {
            Path log = service.log();
            assertThat(log).isRegularFile();
            assertThat(log.resolveSibling(log.getFileName() + ".3")).doesNotExist();
            assertThat(Files.size(log)).isLessThan(LOGS.bytes() + LONGEST_LINES);
        }
        assertThat(services).anyMatch(service -> Files.exists(Path.of(service.log() + ".1")));
    }

    private static void pushInPieces(Wiretap tap, String run, long seed) {
        Random random = new Random(seed);
        var items = Emoji.items(run, ITEMS);
        for (int from = 0; from < ITEMS; from += 100) {
            tap.push(items.subList(from, from + 100));
            try {
                Thread.sleep(random.nextInt(1_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
