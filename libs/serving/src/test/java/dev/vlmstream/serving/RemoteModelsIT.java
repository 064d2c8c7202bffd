package dev.vlmstream.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.remote.RemoteAnswer;
import dev.vlmstream.inference.remote.RemoteAnswer.Answered;
import dev.vlmstream.inference.remote.RemoteAnswer.Failed;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.remote.RemoteQuestion;
import dev.vlmstream.inference.remote.stub.Fault;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.SideBySide;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.schemas.RemoteSpending;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.kafka.ServiceTopics;
import dev.vlmstream.streaming.loop.UnavailableException;
import dev.vlmstream.testing.BrokerTest;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replicas with directories of their own, that have nothing in common but Kafka. */
@Timeout(120)
class RemoteModelsIT extends BrokerTest {
    private static final AtomicInteger INSTALLATIONS = new AtomicInteger();
    /** 100 tokens at 10 and 10 tokens at 30 USD a million. */
    private static final double COST = 0.0013;

    @TempDir
    Path directory;

    private final String prefix = "r" + INSTALLATIONS.incrementAndGet() + "-";
    private final List<RemoteModels> replicas = new ArrayList<>();
    private final List<RemoteModel> opened = new ArrayList<>();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private StubApi stub;

    @BeforeEach
    void start() throws IOException {
        stub = StubApi.start(FaultPlan.none());
        Path model = Files.createDirectories(directory.resolve("tester"));
        Files.writeString(model.resolve("config.json"), """
            {"model_type": "remote", "api": "openai", "model": "test-1", "base_url": "%s", "backoff_seconds": 0.01,
             "timeout_seconds": 1,
             "prices": {"input": 10, "output": 30}, "image_tokens": 100, "max_new_tokens": 10}\
            """.formatted(stub.url()));
    }

    @AfterEach
    void stop() {
        opened.forEach(RemoteModel::close);
        replicas.forEach(RemoteModels::close);
        stub.close();
    }

    private KafkaSettings kafka(String instance) {
        StreamConfig config = config(instance);
        KafkaSettings settings = new KafkaSettings(config);
        new ServiceTopics(settings, config, ServiceKind.DECODE).ensure();
        return settings;
    }

    private StreamConfig config(String instance) {
        return TestConfig.of(
                "bootstrap",
                broker.bootstrap(),
                "topics.prefix",
                prefix,
                "instance",
                instance,
                "state-dir",
                state(instance).toString());
    }

    private Path state(String instance) {
        return directory.resolve("state-" + instance);
    }

    private RemoteModel replica(String instance) {
        KafkaSettings kafka = kafka(instance);
        RemoteModels models = new RemoteModels(
                kafka, config(instance), registry, new Announcer(kafka, config(instance)), "vlmstream-decode");
        replicas.add(models);
        RemoteModel model = models.open(BundleFinder.open(directory.resolve("tester")));
        opened.add(model);
        return model;
    }

    private static List<RemoteQuestion> questions(int from, int to, Double budget) {
        return IntStream.range(from, to)
                .mapToObj(i -> question("run-1", i, budget))
                .toList();
    }

    private static RemoteQuestion question(String run, int number, Double budget) {
        return new RemoteQuestion(run, budget, "What is number " + number + "?", null, null, null);
    }

    private double count(String what, String... tags) {
        return registry.get("vlmstream.remote." + what)
                .tag("model", "tester")
                .tags(tags)
                .counter()
                .count();
    }

    @Test
    void requestsAreMeasuredAsTheDocsSayAndNothingElse() throws IOException {
        RemoteModel model = replica("0");
        stub.follow(FaultPlan.first(1, Fault.SERVER_ERROR));
        SideBySide.ask(model, questions(0, 10, null));
        stub.follow(FaultPlan.none());
        SideBySide.ask(model, questions(0, 12, null));
        assertThat(count("requests", "outcome", "answered")).isEqualTo(12);
        // The same error for everybody is the server's.
        assertThat(count("requests", "outcome", "retried") + count("requests", "outcome", "away"))
                .isEqualTo(10);
        assertThat(count("requests", "outcome", "throttled")).isZero();
        assertThat(registry.get("vlmstream.remote.request.seconds").timer().count())
                .isEqualTo(12);
        assertThat(count("tokens", "kind", "input")).isEqualTo(12.0 * StubApi.INPUT_TOKENS);
        assertThat(count("tokens", "kind", "output")).isEqualTo(12.0 * StubApi.OUTPUT_TOKENS);
        assertThat(count("cost.usd")).isCloseTo(12 * COST, within(1e-9));
        assertThat(count("stored.answers")).isEqualTo(10);
        assertThat(registry.get("vlmstream.remote.in.flight").gauge().value()).isZero();
        assertThat(registry.get("vlmstream.remote.concurrency").gauge().value()).isEqualTo(16);
        Set<String> measured = registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("vlmstream.remote."))
                .map(meter -> meter.getId().getName().replace('.', '_')
                        + (meter.getId().getType() == Meter.Type.COUNTER ? "_total" : ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(Pattern.compile("`(vlmstream_remote_\\w+)`")
                        .matcher(Files.readString(Path.of("../../docs/rest.md")))
                        .results()
                        .map(found -> found.group(1)))
                .hasSameElementsAs(measured);
    }

    @Test
    void whatOneReplicaWasAnsweredAnotherDoesNotAskAgain() throws IOException {
        List<RemoteAnswer> first = SideBySide.ask(replica("0"), questions(0, 40, null));
        // One that starts later, and one that was there, and asks at once.
        RemoteModel second = replica("1");
        List<RemoteAnswer> again = SideBySide.ask(second, questions(0, 40, null));
        assertThat(again).extracting(RemoteModelsIT::text).isEqualTo(texts(first));
        assertThat(again)
                .allMatch(answer -> answer.effort().cached() && answer.effort().cost() == 0);
        List<RemoteAnswer> more = SideBySide.ask(opened.get(0), questions(40, 50, null));
        assertThat(SideBySide.ask(second, questions(40, 50, null)))
                .extracting(RemoteModelsIT::text)
                .isEqualTo(texts(more));
        assertThat(stub.tally().requests()).isEqualTo(50);
        // What lies on disk has no name, so that nothing is left of a replica that is killed.
        try (Stream<Path> files = Files.list(state("1"))) {
            assertThat(files).isEmpty();
        }
    }

    private static List<String> texts(List<RemoteAnswer> answers) {
        return answers.stream().map(RemoteModelsIT::text).toList();
    }

    private static String text(RemoteAnswer answer) {
        return ((Answered) answer).text();
    }

    @Test
    void aRunsBudgetHoldsOverReplicasThatAskAtOnce() {
        stub.follow(FaultPlan.mixed(40));
        stub.delay(20);
        List<RemoteModel> three = Stream.of("0", "1", "2").map(this::replica).toList();
        List<CompletableFuture<List<RemoteAnswer>>> asked = IntStream.range(0, 3)
                .mapToObj(replica -> CompletableFuture.supplyAsync(
                        () -> SideBySide.ask(three.get(replica), questions(replica * 200, replica * 200 + 200, 0.2))))
                .toList();
        List<RemoteAnswer> answers =
                asked.stream().flatMap(answered -> answered.join().stream()).toList();
        assertThat(stub.tally().paid() * COST).isLessThanOrEqualTo(0.2).isGreaterThan(0.1);
        assertThat(answers)
                .filteredOn(Failed.class::isInstance)
                .extracting(answer -> ((Failed) answer).reason())
                .anyMatch(reason -> reason.startsWith("budget of $0.20 reached: "));
    }

    /** Were one of them given the other's account, it would have its turn when its time is over, which is later than the test's. */
    @Test
    void runsAtTheSameTimeDoNotWaitForEachOthersAccounts() {
        List<RemoteQuestion> ofTwoRuns = IntStream.range(0, 200)
                .mapToObj(i -> question("run-" + i % 2, i, null))
                .toList();
        assertThat(SideBySide.ask(replica("0"), ofTwoRuns)).allMatch(Answered.class::isInstance);
        assertThat(count("requests", "outcome", "answered")).isEqualTo(200);
    }

    @Test
    void aReplicaThatWasKilledLeavesWhatItHadUnderWayAsSpentAndNothingElse() throws Exception {
        assertThat(SideBySide.ask(replica("0"), questions(0, 10, 0.05))).allMatch(Answered.class::isInstance);
        // Such a one cannot be had in this process: what it would have written.
        RemoteSpending dead =
                new RemoteSpending("run-1", "tester", "killed", "vlmstream-decode/1", 7L, 0.03, null, 60_000L);
        try (Producer<byte[], byte[]> producer = kafka("1").plainProducer()) {
            producer.send(spending(
                            Keys.spending(dead), Wire.of(RemoteSpending.class).encode(dead)))
                    .get();
        }
        // 0.05 less 0.013 less 0.03: the most that a question may cost, 0.0015, goes into it four times.
        List<RemoteAnswer> rest = SideBySide.ask(replica("1"), questions(10, 30, 0.05));
        assertThat(rest.stream().filter(Answered.class::isInstance)).hasSizeBetween(4, 5);
        assertThat(stub.tally().paid() * COST + 0.03).isLessThanOrEqualTo(0.05);
    }

    private ProducerRecord<byte[], byte[]> spending(String key, byte[] value) {
        return new ProducerRecord<>(prefix + Topic.REMOTE_SPENDING.topicName(), 0, key.getBytes(UTF_8), value);
    }

    @Test
    void recordsThatAreNoneOfOursCostNothing() throws Exception {
        RemoteModel model = replica("0");
        try (Producer<byte[], byte[]> producer = kafka("9").plainProducer()) {
            String answers = prefix + Topic.REMOTE_ANSWERS.topicName();
            for (byte[] key : new byte[][] {null, {1}, "0".repeat(64).getBytes(UTF_8), "zz".getBytes(UTF_8)}) {
                producer.send(new ProducerRecord<>(answers, key, "{}".getBytes(UTF_8)));
                producer.send(new ProducerRecord<>(answers, key, null));
            }
            Wire<RemoteSpending> wire = Wire.of(RemoteSpending.class);
            RemoteSpending endless =
                    new RemoteSpending("run-1", "tester", "p", "i", 1L, Double.NaN, null, Long.MAX_VALUE);
            producer.send(spending(Keys.spending(endless), wire.encode(endless)));
            RemoteSpending impostor = new RemoteSpending("run-1", "tester", "p", "i", 1L, 1e9, 1e9, 0L);
            producer.send(spending("run-1/other/1", wire.encode(impostor)));
            producer.send(spending("run-1", null));
            producer.send(spending("run-1", new byte[] {1, 2, 3})).get();
        }
        assertThat(SideBySide.ask(model, questions(0, 5, 0.05))).allMatch(Answered.class::isInstance);
        assertThat(SideBySide.ask(replica("1"), questions(0, 5, 0.05)))
                .allMatch(answer -> answer.effort().cached());
    }

    @Test
    void aModelThatIsAwayIsMeasuredAndToldAndItsQuestionsAreGivenBackToTheirLoop() throws Exception {
        RemoteModel model = replica("0");
        assertThat(secondsAway()).isZero();
        assertThat(replicas.get(0).describe()).containsEntry("tester", "answers, as far as is known");
        stub.kill();
        assertThatThrownBy(() -> SideBySide.ask(model, questions(0, 20, 0.05)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageMatching("tester: away for \\d+ s: the connection failed.*");
        assertThat(secondsAway()).isGreaterThanOrEqualTo(5);
        assertThat(replicas.get(0).describe().get("tester")).matches("away for \\d+ s: the connection failed.*");
        stub.revive();
        List<RemoteAnswer> answers = null;
        while (answers == null) {
            try {
                answers = SideBySide.ask(model, questions(0, 20, 0.05));
            } catch (UnavailableException e) {
                Thread.sleep(100);
            }
        }
        // A budget that all of them fit into, if what was not taken costs nothing.
        assertThat(answers).allMatch(Answered.class::isInstance);
        assertThat(secondsAway()).isZero();
    }

    private double secondsAway() {
        return registry.get("vlmstream.remote.away.seconds")
                .tag("model", "tester")
                .gauge()
                .value();
    }

    @Test
    void storedAnswersExpireAndSpendingDoesNot() throws Exception {
        replica("0");
        try (Admin admin = kafka("0").admin()) {
            assertThat(setting(admin, Topic.REMOTE_ANSWERS, "cleanup.policy")).isEqualTo("compact,delete");
            assertThat(setting(admin, Topic.REMOTE_ANSWERS, "retention.ms"))
                    .isEqualTo(String.valueOf(Duration.ofDays(90).toMillis()));
            assertThat(setting(admin, Topic.REMOTE_SPENDING, "cleanup.policy")).isEqualTo("compact");
            assertThat(setting(admin, Topic.REMOTE_SPENDING, "retention.ms")).isEqualTo("-1");
        }
    }

    private String setting(Admin admin, Topic topic, String key) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, prefix + topic.topicName());
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(key)
                .value();
    }

    @Test
    void anAnswerThatWasLostOnTheWayIsPaidInFullForAllReplicas() {
        stub.follow(FaultPlan.always(Fault.CUT));
        RemoteModel first = replica("0");
        assertThat(SideBySide.ask(first, questions(0, 1, 0.01))).allMatch(Failed.class::isInstance);
        stub.follow(FaultPlan.none());
        long answered = SideBySide.ask(replica("1"), questions(1, 11, 0.01)).stream()
                .filter(Answered.class::isInstance)
                .count();
        // Three tries at the most that they may have cost leave less than half.
        assertThat(answered * COST).isLessThan(0.01 - 3 * COST);
    }
}
