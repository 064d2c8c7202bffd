package dev.vlmstream.system;

import static dev.vlmstream.schemas.topics.Topic.DEAD_LETTERS;
import static dev.vlmstream.schemas.topics.Topic.FEATURES;
import static dev.vlmstream.schemas.topics.Topic.MODELS;
import static dev.vlmstream.schemas.topics.Topic.PREDICTIONS;
import static dev.vlmstream.schemas.topics.Topic.REFERENCES;
import static dev.vlmstream.schemas.topics.Topic.RUNS;
import static dev.vlmstream.schemas.topics.Topic.WIKIQA_MAKINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command that comes near a topic, before and after somebody has written to all topics what nobody can read: it does the
 * same, and says once of each topic that it reads what it skipped there.
 */
@TestMethodOrder(org.junit.jupiter.api.MethodOrderer.OrderAnnotation.class)
class PoisonedTopicsIT {
    private static final String EMOJI = Home.EMOJI.resolve("emoji.jsonl").toString();
    private static final Pattern SKIPPED = Pattern.compile(
            "\\d+ records of (\\S+) cannot be read and are skipped; the first: \\1-\\d+@\\d+ \\(.*\\): .*");

    @TempDir
    static Path directory;

    private static Path data;
    private static LocalStack stack;
    private static PoisonedTopics topics;
    private static final Map<String, Integer> BEFORE = new TreeMap<>();

    /**
     * A command.
     *
     * @param line with RUN before the names of runs of its own
     * @param reads topics that it reads by itself
     */
    record Command(String line, List<Topic> reads) {
        static Command of(String line, Topic... reads) {
            return new Command(line, List.of(reads));
        }

        CommandRun call(String run) {
            return CommandRun.of(Arrays.stream(line.split(" "))
                    .map(word -> word.replace("RUN", run)
                            .replace("KAFKA", stack.bootstrap())
                            .replace("SCORING", stack.server())
                            .replace("INGEST", stack.ingest().orElseThrow())
                            .replace("EMOJI", EMOJI)
                            .replace("STACK", data.toString())
                            .replace("DIR", directory.toString()))
                    .toArray(String[]::new));
        }

        @Override
        public String toString() {
            return line;
        }
    }

    static List<Command> commands() {
        String there = " --bootstrap KAFKA --server SCORING";
        String push = "push EMOJI --split valid --limit 2";
        return List.of(
                Command.of(push + " --models m --dry-run --bootstrap KAFKA", MODELS),
                Command.of(push + " --run RUN-pushed --models m --bootstrap KAFKA", MODELS, RUNS),
                Command.of(push + " --run RUN-all --bootstrap KAFKA --ingest INGEST", MODELS, RUNS),
                Command.of(push + " --run RUN-http --models m --http INGEST --server SCORING"),
                Command.of("rescore RUN-old --run RUN-again" + there, RUNS, REFERENCES, PREDICTIONS, DEAD_LETTERS),
                Command.of("runs --server SCORING"),
                Command.of("runs tag RUN-old by=ada" + there, RUNS),
                Command.of("runs archive RUN-old" + there, RUNS),
                Command.of("runs unarchive RUN-old" + there, RUNS),
                Command.of("runs frequencies RUN-old DIR/counts.json" + there, RUNS),
                Command.of("metrics RUN-old --server SCORING"),
                Command.of("watch RUN-old --server SCORING --json"),
                Command.of("compare RUN-old RUN-train --server SCORING"),
                Command.of("report RUN-old --server SCORING --out DIR/RUN.html"),
                Command.of("probe RUN-old --train-run RUN-train --run RUN-probed" + there, RUNS, REFERENCES, FEATURES),
                Command.of("export RUN-old --server SCORING"),
                Command.of(
                        "export RUN-old --features last --format npy --out DIR/RUN.npy" + there,
                        RUNS,
                        REFERENCES,
                        FEATURES),
                Command.of("images gc --dry-run --image-store DIR/images --bootstrap KAFKA", RUNS, REFERENCES),
                Command.of("images gc --image-store DIR/images --bootstrap KAFKA", RUNS, REFERENCES),
                Command.of("dead-letters --server SCORING"),
                Command.of("dead-letters --replay --yes" + there, DEAD_LETTERS),
                Command.of(
                        "wikiqa --cancel --name RUN --articles DIR --model m --images DIR --out DIR/q.jsonl" + there,
                        WIKIQA_MAKINGS),
                Command.of("topics list --bootstrap KAFKA"),
                Command.of("topics check --bootstrap KAFKA"),
                Command.of("topics create --bootstrap KAFKA"),
                Command.of("topics acls --bootstrap KAFKA --user decode=User:gpu"),
                Command.of("models list"),
                Command.of("doctor --bootstrap KAFKA"),
                Command.of("status --data STACK"),
                Command.of("runs delete RUN-old --yes" + there, RUNS));
    }

    @BeforeAll
    static void callAllAndThenPoisonTheTopics() throws Exception {
        StackConfig config = Home.stack("poisoned-topics", ServiceKind.INGEST, ServiceKind.SCORING);
        data = config.data();
        stack = LocalStack.start(config);
        topics = new PoisonedTopics(stack);
        Files.createDirectories(directory.resolve("images"));
        Files.writeString(directory.resolve("counts.json"), "{\"cat\": 3, \"dog\": 4}");
        topics.model("m", "vision-language", System.currentTimeMillis());
        prepare("before");
        for (Command command : commands()) {
            BEFORE.put(command.line(), command.call("before").status());
        }
        topics.poison();
        prepare("after");
    }

    private static void prepare(String run) {
        topics.run(run + "-old");
        topics.run(run + "-train");
        topics.letter("{\"image\": \"" + run + ".png\"}");
        topics.making(run);
        ScoringClient scoring = new ScoringClient(stack.server());
        await().atMost(Duration.ofMinutes(1))
                .until(() -> List.of("-old", "-train").stream()
                        .allMatch(one -> scoring.metricsIfKnown(run + one)
                                .filter(RunMetrics::complete)
                                .isPresent()));
    }

    @AfterAll
    static void stop() {
        topics.close();
        stack.close();
    }

    private static CommandRun pushOne(String run, String models) {
        return new Command(
                        "push EMOJI --split valid --limit 1 --run RUN --models " + models + " --bootstrap KAFKA",
                        List.of())
                .call(run);
    }

    @ParameterizedTest
    @MethodSource("commands")
    @Order(1)
    void doesItsWorkAndSaysOnceWhatItSkipped(Command command) {
        CommandRun after = command.call("after");
        assertThat(after.status()).as(after.err()).isEqualTo(BEFORE.get(command.line()));
        List<String> told = new ArrayList<>();
        after.err().lines().filter(line -> line.contains("cannot be read")).forEach(line -> {
            assertThat(line).matches(SKIPPED);
            told.add(SKIPPED.matcher(line).replaceFirst("$1"));
        });
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        command.reads().stream().map(Topic::topicName).toList());
        assertThat(after.out()).doesNotContain("cannot be read and");
    }

    @Test
    @Order(1)
    void nearlyAllWentWellBefore() {
        Map<String, Integer> failed = new TreeMap<>(BEFORE);
        failed.values().removeIf(status -> status == 0);
        assertThat(failed.keySet()).allMatch(line -> line.startsWith("doctor"));
    }

    @Test
    @Order(1)
    void whoAsksForAModelOfTheFutureIsToldSo() {
        CommandRun pushed = pushOne("asking", "m," + PoisonedTopics.FUTURE);
        assertThat(pushed.status()).isEqualTo(1);
        assertThat(pushed.err()).contains("model \"" + PoisonedTopics.FUTURE + "\": unknown kind of model \"video\"");
    }

    /** A newer version may have written it. */
    @Test
    @Order(1)
    void nothingIsWrittenOverAManifestThatCannotBeRead() {
        CommandRun pushed = pushOne("foreign", "m");
        assertThat(pushed.status()).isEqualTo(1);
        assertThat(pushed.err())
                .contains("what is known of \"foreign\" cannot be read: runs-", "a record with that key and no value");
    }

    @Test
    @Order(2)
    void recordsWithoutValuesRemoveThem() {
        topics.cure(RUNS);
        CommandRun tagged = CommandRun.of("runs", "tag", "after-train", "by=eve", "--bootstrap", stack.bootstrap());
        assertThat(tagged.status()).as(tagged.err()).isZero();
        assertThat(tagged.err()).doesNotContain("cannot be read");
        CommandRun pushed = pushOne("foreign", "m");
        assertThat(pushed.status()).as(pushed.err()).isZero();
    }
}
