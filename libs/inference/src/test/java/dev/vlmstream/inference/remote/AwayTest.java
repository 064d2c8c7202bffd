package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.remote.RemoteAnswer.Answered;
import dev.vlmstream.inference.remote.RemoteAnswer.Failed;
import dev.vlmstream.inference.remote.stub.Fault;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.SharedRecords;
import dev.vlmstream.inference.remote.stub.SideBySide;
import dev.vlmstream.inference.remote.stub.StubApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that ends, comes again, throttles, or does not take the key. */
@Timeout(60)
class AwayTest {
    /** 100 tokens at 10 and 10 tokens at 30 USD a million. */
    private static final double COST = 0.0013;

    private static final RemoteSettings.Patience SHORT =
            new RemoteSettings.Patience(Duration.ofMillis(200), Duration.ofMinutes(5), Duration.ofMillis(300));

    @TempDir
    Path directory;

    private final SharedRecords records = new SharedRecords();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private StubApi stub;
    private RemoteModel model;

    private static final class GivenBack extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Duration pause;

        GivenBack(String reason, Duration pause) {
            super(reason);
            this.pause = pause;
        }
    }

    private final RemoteSettings.Watch watch = new RemoteSettings.Watch() {
        @Override
        public void away(String name, String reason) {
            told.add("away");
        }

        @Override
        public void back(String name, Duration after) {
            told.add("back");
        }

        @Override
        public void stopped(String name, String sentence) {
            told.add("stopped: " + sentence);
        }

        @Override
        public RuntimeException givenBack(String reason, Duration pause) {
            return new GivenBack(reason, pause);
        }
    };

    @BeforeEach
    void start() throws IOException {
        stub = StubApi.start(FaultPlan.none());
    }

    @AfterEach
    void stop() {
        model.close();
        stub.close();
    }

    private TestModel tester() {
        return TestModel.of(directory).at(stub.url());
    }

    private RemoteModel open(TestModel tester, RemoteSettings.Patience patience) throws IOException {
        model = tester.open(tester.settings(records).with(patience, watch));
        return model;
    }

    private static List<RemoteQuestion> questions(int count) {
        return RemoteModelTest.questions(count, 10.0);
    }

    private List<RemoteAnswer> ask(List<RemoteQuestion> questions) {
        return SideBySide.ask(model, questions);
    }

    /** As a loop does it. */
    private List<RemoteAnswer> askUntilTaken(List<RemoteQuestion> questions) {
        return SideBySide.ask(model, questions, this::askUntilTaken);
    }

    private RemoteAnswer askUntilTaken(RemoteQuestion question) {
        while (true) {
            try {
                return model.ask(question);
            } catch (GivenBack e) {
                // Where the model is tried by another question just now, the pause is none.
                sleep(e.pause.plusMillis(10));
            }
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private double spent() {
        records.settle();
        return records.entries().stream()
                .filter(entry -> entry.cost() != null)
                .mapToDouble(SpendingEntry::cost)
                .sum();
    }

    @Test
    void aServerThatIsNotThereCostsNoQuestionAndNoMoney() throws Exception {
        open(tester().with("tries", 1), SHORT);
        stub.kill();
        assertThatThrownBy(() -> ask(questions(20)))
                .isInstanceOf(GivenBack.class)
                .hasMessageContaining("tester: away for 0 s: the connection failed");
        assertThat(model.away())
                .hasValueSatisfying(away -> assertThat(away.isStopped()).isFalse());
        assertThatThrownBy(() -> ask(questions(20))).isInstanceOf(GivenBack.class);
        assertThat(spent()).isZero();
        stub.revive();
        assertThat(askUntilTaken(questions(20))).allMatch(Answered.class::isInstance);
        assertThat(model.away()).isEmpty();
        assertThat(told).containsExactly("away", "back");
        assertThat(spent()).isCloseTo(20 * COST, within(1e-12));
    }

    @Test
    void whatWasAnsweredBeforeTheServerEndedKeepsItsPriceAndIsNotAskedAgain() throws Exception {
        open(tester(), SHORT);
        stub.delay(30);
        CompletableFuture<List<RemoteAnswer>> asked = CompletableFuture.supplyAsync(() -> askUntilTaken(questions(60)));
        while (stub.tally().requests() < 20) {
            Thread.sleep(1);
        }
        stub.kill();
        while (model.away().isEmpty()) {
            Thread.sleep(1);
        }
        stub.revive();
        assertThat(asked.join()).allSatisfy(answer -> {
            assertThat(answer).isInstanceOf(Answered.class);
            assertThat(answer.effort().cached()).isFalse();
            assertThat(answer.effort().cost()).isCloseTo(COST, within(1e-12));
        });
        assertThat(stub.tally().questions()).isEqualTo(60);
        // Those that were under way may have been paid for: at most 16, at the most that they may have cost.
        List<SpendingEntry> lost = records.entries().stream()
                .filter(entry -> entry.cost() != null && entry.cost() == entry.reserved())
                .toList();
        assertThat(lost).hasSizeBetween(1, 16);
        double mostOfLost = lost.stream().mapToDouble(SpendingEntry::reserved).sum();
        assertThat(spent()).isCloseTo(60 * COST + mostOfLost, within(1e-9));
    }

    @Test
    void afterThePatienceQuestionsFailForTheReason() throws Exception {
        open(
                tester(),
                new RemoteSettings.Patience(Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofMinutes(1)));
        stub.kill();
        List<RemoteAnswer> answers = askUntilTaken(questions(20));
        assertThat(answers)
                .allSatisfy(answer -> assertThat(((Failed) answer).reason())
                        .startsWith("not answered: away for ")
                        .contains("the connection failed"));
        // And who comes later does not wait for it again.
        assertThat(ask(questions(30))).allMatch(Failed.class::isInstance);
        stub.revive();
        while (model.ask(questions(1).get(0)) instanceof Failed) {
            Thread.sleep(50);
        }
        assertThat(spent()).isCloseTo(COST, within(1e-12));
    }

    @Test
    void whileTheServerAsksToWaitItIsNotAsked() throws Exception {
        open(tester(), new RemoteSettings.Patience(Duration.ofMillis(5), Duration.ofMinutes(5), Duration.ofMinutes(1)));
        stub.follow(FaultPlan.always(Fault.THROTTLED_WITH_DELAY));
        assertThatThrownBy(() -> ask(questions(1)))
                .isInstanceOfSatisfying(
                        GivenBack.class,
                        e -> assertThat(e.pause).isBetween(Duration.ofMillis(1), Duration.ofMillis(30)));
        assertThat(stub.tally().requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"WRONG_KEY", "NO_QUOTA"})
    void whatHoldsForAllQuestionsStopsTheModelUntilItIsCured(Fault fault) throws Exception {
        stub.follow(FaultPlan.always(fault));
        open(tester().with("max_concurrency", 1).with("tries", 1), SHORT);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> ask(questions(50)))
                    .isInstanceOf(GivenBack.class)
                    .hasMessageContaining("tester: stopped: ")
                    .hasMessageNotContaining(TestModel.KEY);
        }
        assertThat(stub.tally().requests()).isEqualTo(1);
        assertThat(told).singleElement().asString().startsWith("stopped: ").doesNotContain(TestModel.KEY);
        assertThat(model.away())
                .hasValueSatisfying(away -> assertThat(away.isStopped()).isTrue());
        Thread.sleep(350);
        assertThatThrownBy(() -> ask(questions(50))).isInstanceOf(GivenBack.class);
        assertThat(stub.tally().requests()).isEqualTo(2);
        stub.follow(FaultPlan.none());
        assertThat(askUntilTaken(questions(50))).allMatch(Answered.class::isInstance);
        assertThat(told).hasSize(2).last().isEqualTo("back");
        assertThat(spent()).isCloseTo(50 * COST, within(1e-12));
    }

    /** Its supervisor starts it again each time. */
    @ParameterizedTest
    @ValueSource(longs = {0, 400})
    void aQuestionOfWhichTheServerEndsFailsAloneAfterItsTries(long gone) throws Exception {
        AtomicReference<String> first = new AtomicReference<>();
        List<String> ends = new CopyOnWriteArrayList<>();
        stub.follow((question, attempt) -> {
            first.compareAndSet(null, question);
            if (question.equals(first.get())) {
                ends.add(question);
                endAndComeAgain(gone);
            }
            return Fault.NONE;
        });
        open(tester(), SHORT);
        List<RemoteAnswer> answers = askUntilTaken(questions(8));
        assertThat(answers).filteredOn(Answered.class::isInstance).hasSize(7);
        assertThat(answers)
                .filteredOn(Failed.class::isInstance)
                .singleElement()
                .satisfies(failed -> assertThat(((Failed) failed).reason())
                        .startsWith("asked 3 times, the last time: the connection failed"));
        // Three in a company of sixteen, one in a company of two, three alone.
        assertThat(ends).hasSizeBetween(3, 7);
    }

    private void endAndComeAgain(long gone) {
        stub.kill();
        CompletableFuture.runAsync(() -> {
            try {
                Thread.sleep(gone);
                stub.revive();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** As a gateway answers while the server behind it starts again: with HTTP 500, to everybody. */
    @ParameterizedTest
    @ValueSource(ints = {2, 16})
    void aGatewayWhoseServerIsGoneCostsNoQuestion(int concurrency) throws Exception {
        open(tester().with("max_concurrency", concurrency), SHORT);
        assertThat(ask(questions(20))).allMatch(Answered.class::isInstance);
        stub.follow(FaultPlan.always(Fault.SERVER_ERROR));
        CompletableFuture<List<RemoteAnswer>> asked = CompletableFuture.supplyAsync(() -> askUntilTaken(questions(60)));
        while (model.away().isEmpty()) {
            Thread.sleep(1);
        }
        assertThat(model.away())
                .hasValueSatisfying(away -> assertThat(away.describe()).contains("HTTP 500: internal error"));
        Thread.sleep(1000);
        stub.follow(FaultPlan.none());
        assertThat(asked.join()).allMatch(Answered.class::isInstance);
        assertThat(told).containsExactly("away", "back");
        assertThat(spent()).isCloseTo(60 * COST, within(1e-9));
    }

    /** Ollama's runner ends of an image, and starts again. */
    @Test
    void questionsThatServersFailAtFailAfterTheirTriesBesideOthers() throws Exception {
        stub.follow(failingAtTheFirst(3));
        open(tester(), SHORT);
        List<RemoteAnswer> answers = askUntilTaken(questions(40));
        assertThat(answers).filteredOn(Answered.class::isInstance).hasSize(37);
        assertThat(answers)
                .filteredOn(Failed.class::isInstance)
                .extracting(failed -> ((Failed) failed).reason())
                .containsOnly("asked 3 times, the last time: HTTP 500: internal error");
    }

    private static FaultPlan failingAtTheFirst(int count) {
        Set<String> bad = ConcurrentHashMap.newKeySet();
        return (question, attempt) -> {
            if (bad.size() < count) {
                bad.add(question);
            }
            return bad.contains(question) ? Fault.SERVER_ERROR : Fault.NONE;
        };
    }

    /** Nobody else is left whose answer would tell that the server is not away. */
    @Test
    void theLastQuestionsFailAfterTheirTriesIfTheServerStillAnswersAnother() throws Exception {
        open(tester(), SHORT);
        double paid = costs(ask(questions(20)));
        stub.follow(failingAtTheFirst(4));
        List<RemoteAnswer> last = askUntilTaken(questions(24)).subList(20, 24);
        assertThat(last)
                .allSatisfy(answer -> assertThat(((Failed) answer).reason())
                        .isEqualTo("asked 3 times, the last time: HTTP 500: internal error"));
        // What was asked to tell is paid for, by those that it was asked for.
        assertThat(costs(last)).isPositive();
        assertThat(spent()).isCloseTo(paid + costs(last), within(1e-9));
    }

    private static double costs(List<RemoteAnswer> answers) {
        return answers.stream().mapToDouble(answer -> answer.effort().cost()).sum();
    }

    /** It is there again before anybody looks: what can be seen is that eight connections have ended, and nothing else. */
    @Test
    void aServerThatIsThereAgainAtOnceCostsNoQuestion() throws Exception {
        open(tester().with("tries", 1), SHORT);
        assertThat(ask(questions(24))).allMatch(Answered.class::isInstance);
        CyclicBarrier together = new CyclicBarrier(8);
        stub.follow((question, attempt) -> {
            if (attempt > 1) {
                return Fault.NONE;
            }
            try {
                together.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
            return Fault.CUT;
        });
        assertThat(ask(questions(40)).subList(24, 40)).allMatch(Answered.class::isInstance);
    }

    /** Of questions that lose as many connections as they have tries, none is blamed, and they are not asked one by one. */
    @Test
    void afterAsManyEndsAsTriesSomeAreStillAskedAtOnce() throws Exception {
        open(tester().with("max_concurrency", 32), SHORT);
        assertThat(ask(questions(40))).allMatch(Answered.class::isInstance);
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        stub.follow((question, attempt) -> {
            if (attempt <= 3) {
                sleep(Duration.ofMillis(50));
                return Fault.CUT;
            }
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            sleep(Duration.ofMillis(50));
            underWay.decrementAndGet();
            return Fault.NONE;
        });
        assertThat(askUntilTaken(questions(72)).subList(40, 72)).allMatch(Answered.class::isInstance);
        assertThat(most.get()).isBetween(2, 4);
    }

    @Test
    void aServerThatEndsAgainAndAgainCostsNoQuestion() throws Exception {
        open(tester(), SHORT);
        stub.delay(10);
        CompletableFuture<List<RemoteAnswer>> asked =
                CompletableFuture.supplyAsync(() -> askUntilTaken(questions(398)));
        for (int end : IntStream.rangeClosed(1, 5).toArray()) {
            while (stub.tally().questions() < end * 60) {
                Thread.sleep(1);
            }
            stub.kill();
            while (model.away().isEmpty()) {
                Thread.sleep(5);
            }
            stub.revive();
        }
        assertThat(asked.join()).hasSize(398).allMatch(Answered.class::isInstance);
        assertThat(told).hasSize(10);
    }
}
