package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.remote.RemoteAnswer.Answered;
import dev.vlmstream.inference.remote.RemoteAnswer.Failed;
import dev.vlmstream.inference.remote.RemoteAnswer.Refused;
import dev.vlmstream.inference.remote.api.Api;
import dev.vlmstream.inference.remote.api.RemoteGeneration;
import dev.vlmstream.inference.remote.stub.Fault;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.SharedRecords;
import dev.vlmstream.inference.remote.stub.SideBySide;
import dev.vlmstream.inference.remote.stub.StubApi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RemoteModelTest {
    /** 100 tokens at 10 and 10 tokens at 30 USD a million. */
    private static final double COST = 0.0013;

    @TempDir
    Path directory;

    private final SharedRecords records = new SharedRecords();
    private StubApi stub;

    @BeforeEach
    void start() throws IOException {
        stub = StubApi.start(FaultPlan.none());
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private TestModel model() {
        return TestModel.of(directory).at(stub.url());
    }

    private RemoteAnswer ask(TestModel model) throws IOException {
        try (RemoteModel opened = model.open(records)) {
            return opened.ask(questions(1, null).get(0));
        }
    }

    static List<RemoteQuestion> questions(int count, Double budget) {
        return IntStream.range(0, count)
                .mapToObj(i -> new RemoteQuestion("run-1", budget, "What is number " + i + "?", null, null, null))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void anAnswerComesWithTokensCostAndTries(Api api) throws IOException {
        Answered answer = (Answered) ask(model().with("api", api.id()));
        assertThat(answer.text()).startsWith("stub answer ");
        assertThat(answer.truncated()).isFalse();
        assertThat(answer.effort().inputTokens()).isEqualTo(100);
        assertThat(answer.effort().outputTokens()).isEqualTo(10);
        assertThat(answer.effort().cost()).isCloseTo(COST, within(1e-12));
        assertThat(answer.effort().tries()).isEqualTo(1);
        assertThat(answer.effort().cached()).isFalse();
        assertThat(stub.keys()).hasSize(1).allMatch(key -> key.endsWith(TestModel.KEY));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SERVER_ERROR", "HANG", "DRIP", "CUT", "BROKEN_JSON", "RUBBISH"})
    void afterAPassingFaultTheQuestionIsAskedAgain(Fault fault) throws IOException {
        stub.follow(FaultPlan.first(2, fault));
        RemoteAnswer answer = ask(model().with("timeout_seconds", 0.5));
        assertThat(answer).isInstanceOf(Answered.class);
        assertThat(answer.effort().tries()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"THROTTLED_WITH_DELAY", "THROTTLED_WITHOUT_DELAY", "OVERLOADED", "GATEWAY_PAGE"})
    void thatTheServerCannotBeAskedJustNowIsNoTry(Fault fault) throws IOException {
        stub.follow(FaultPlan.first(5, fault));
        RemoteAnswer answer = ask(model().with("tries", 1));
        assertThat(answer).isInstanceOf(Answered.class);
        assertThat(answer.effort().tries()).isEqualTo(1);
        assertThat(stub.tally().requests()).isEqualTo(6);
    }

    @Test
    void aKeyDoesNotFollowARedirect() throws IOException {
        try (StubApi other = StubApi.start(FaultPlan.none())) {
            stub.moveTo(other.url());
            stub.follow(FaultPlan.always(Fault.MOVED));
            assertThatThrownBy(() -> ask(model())).hasMessageContaining("HTTP 307");
            assertThat(other.tally().requests()).isZero();
        }
    }

    @Test
    void whenTheTriesAreSpentTheReasonSaysWhatHappened() throws IOException {
        stub.follow(FaultPlan.always(Fault.SERVER_ERROR));
        Failed failed = (Failed) ask(model().with("tries", 2));
        assertThat(failed.reason()).isEqualTo("asked 2 times, the last time: HTTP 500: internal error");
        assertThat(stub.tally().requests()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void refusalsAndFiltersAreRefusedAndEmptyAnswersFailed(Api api) throws IOException {
        stub.follow(FaultPlan.always(Fault.REFUSAL));
        assertThat(ask(model().with("api", api.id()).with("model", "a"))).isInstanceOf(Refused.class);
        stub.follow(FaultPlan.always(Fault.CONTENT_FILTER));
        assertThat(ask(model().with("api", api.id()).with("model", "b"))).isInstanceOf(Refused.class);
        stub.follow(FaultPlan.always(Fault.EMPTY));
        RemoteAnswer empty = ask(model().with("api", api.id()).with("model", "c"));
        assertThat(((Failed) empty).reason()).startsWith("the answer is empty");
        assertThat(empty.effort().cost()).isCloseTo(COST, within(1e-12));
        assertThat(stub.tally().mostAttempts()).isEqualTo(1);
    }

    @Test
    void aHungServerCostsNoMoreThanTheTotalTime() throws IOException {
        stub.follow(FaultPlan.always(Fault.HANG));
        long begun = System.nanoTime();
        Failed failed = (Failed)
                ask(model().with("tries", 100).with("timeout_seconds", 0.2).with("time_limit_seconds", 1));
        // A hundred tries, and the server hangs for a minute.
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        assertThat(failed.reason()).startsWith("no answer within 1 s").contains("no whole reply within");
    }

    @Test
    void aNewProcessDoesNotAskWhatWasAnswered() throws IOException {
        Answered first = (Answered) ask(model());
        Answered second = (Answered) ask(model());
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.effort().cached()).isTrue();
        assertThat(second.effort().cost()).isZero();
        assertThat(second.effort().outputTokens()).isEqualTo(10);
        ask(model().with("temperature", 0.5));
        assertThat(stub.tally().requests()).isEqualTo(2);
    }

    @Test
    void otherSettingsAreAnotherQuestionAndTheSameAreNot() throws IOException {
        try (RemoteModel model = model().open(records)) {
            for (String seed : List.of("1", "2", "1")) {
                RemoteGeneration generation = RemoteGeneration.of(model.config(), Map.of("seed", seed));
                model.ask(new RemoteQuestion("r", null, "What?", null, null, generation));
            }
        }
        assertThat(stub.tally().requests()).isEqualTo(2);
    }

    @Test
    void withoutPricesTheCostIsUnknownAndABudgetCannotBeKept() throws IOException {
        TestModel free = model().without("prices").without("image_tokens");
        assertThat(ask(free).effort().cost()).isNull();
        try (RemoteModel model = free.open(records)) {
            RemoteQuestion limited = new RemoteQuestion("r", 1.0, "What else?", null, null, null);
            assertThat(((Failed) model.ask(limited)).reason()).contains("\"prices\"");
        }
        assertThat(stub.tally().requests()).isEqualTo(1);
    }

    private static List<String> budgetReasons(List<RemoteAnswer> answers) {
        return answers.stream()
                .filter(Failed.class::isInstance)
                .map(answer -> ((Failed) answer).reason())
                .distinct()
                .toList();
    }

    /** A reply may have 4,096 tokens, for $0.12, and has ten. */
    @ParameterizedTest
    @EnumSource(Api.class)
    void aBudgetLastsUntilAReplyLikeTheOthersDoesNotFit(Api api) throws IOException {
        Set<Integer> limits = ConcurrentHashMap.newKeySet();
        Pattern limit = Pattern.compile("\"(?:max_tokens|maxOutputTokens)\":(\\d+)");
        stub.say(body -> {
            limit.matcher(body).results().forEach(found -> limits.add(Integer.valueOf(found.group(1))));
            return "words";
        });
        TestModel long4096 = model().with("api", api.id()).with("max_new_tokens", 4096);
        List<RemoteAnswer> answers;
        try (RemoteModel opened = long4096.open(records)) {
            answers = SideBySide.ask(opened, questions(300, 0.3));
        }
        assertThat(stub.tally().paid() * COST).isBetween(0.295, 0.3);
        assertThat(limits).containsExactlyInAnyOrder(4096, 47);
        assertThat(budgetReasons(answers))
                .isNotEmpty()
                .allMatch(reason -> reason.startsWith("budget of $0.30 reached: $0.298 spent"));

        int asked = stub.tally().requests();
        try (RemoteModel opened = long4096.open(records)) {
            assertThat(SideBySide.ask(opened, questions(300, null)))
                    .as("an answer to the shorter request is the answer to the question")
                    .filteredOn(answer -> answer.effort().cached())
                    .hasSize(asked);
        }
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void answersWithoutACountOfTokensReachTheBudgetAsWell(Api api) throws IOException {
        stub.follow(FaultPlan.always(Fault.UNCOUNTED));
        try (RemoteModel opened = model().with("api", api.id()).open(records)) {
            List<RemoteAnswer> answers = SideBySide.ask(opened, questions(300, 0.3));
            assertThat(answers).filteredOn(Answered.class::isInstance).isNotEmpty();
            assertThat(budgetReasons(answers))
                    .isNotEmpty()
                    .allMatch(reason -> reason.startsWith("budget of $0.30 reached: "));
        }
    }

    @Test
    void aReplyThatOnlyTheBudgetHasCutIsNoAnswer() throws IOException {
        TestModel long4096 = model().with("max_new_tokens", 4096);
        try (RemoteModel opened = long4096.open(records)) {
            assertThat(SideBySide.ask(opened, questions(140, 0.3))).allMatch(Answered.class::isInstance);
            stub.follow(FaultPlan.always(Fault.TRUNCATED));
            RemoteQuestion last = new RemoteQuestion("run-1", 0.3, "What is all this?", null, null, null);
            Failed cut = (Failed) opened.ask(last);
            assertThat(cut.reason())
                    .isEqualTo("budget reached: the reply is longer than the 47 tokens that were left for it");
            assertThat(cut.effort().cost()).isCloseTo(COST, within(1e-12));
            RemoteQuestion paid = new RemoteQuestion("run-2", null, "What is all this?", null, null, null);
            assertThat(((Answered) opened.ask(paid)).truncated()).isTrue();
        }
    }

    @Test
    void whatIsAskedSideBySideIsPaidOnce() throws IOException {
        stub.delay(300);
        List<RemoteQuestion> same = Collections.nCopies(8, questions(1, null).get(0));
        try (RemoteModel model = model().with("max_concurrency", 8).open(records)) {
            List<RemoteAnswer> answers = SideBySide.ask(model, same);
            assertThat(answers).hasSize(8).allMatch(answer -> answer instanceof Answered);
            assertThat(answers)
                    .filteredOn(answer -> !answer.effort().cached())
                    .singleElement()
                    .satisfies(paid -> assertThat(paid.effort().cost()).isCloseTo(COST, within(1e-12)));
        }
        assertThat(stub.tally().requests()).isEqualTo(1);
    }

    @Test
    void whoWaitedForARequestThatFailedAsksByItself() throws IOException {
        stub.delay(300);
        stub.follow(FaultPlan.first(1, Fault.SERVER_ERROR));
        List<RemoteQuestion> same = Collections.nCopies(2, questions(1, null).get(0));
        try (RemoteModel model = model().with("tries", 1).open(records)) {
            assertThat(SideBySide.ask(model, same))
                    .hasAtLeastOneElementOfType(Failed.class)
                    .hasAtLeastOneElementOfType(Answered.class);
        }
        assertThat(stub.tally().requests()).isEqualTo(2);
    }

    @Test
    void anUnreadableImageFailsWithoutBeingAsked() throws IOException {
        RemoteQuestion question = new RemoteQuestion("r", null, "What?", "<html>".getBytes(), "page.jpg", null);
        try (RemoteModel model = model().open(records)) {
            assertThat(((Failed) model.ask(question)).reason()).startsWith("page.jpg: HTML, not an image");
        }
        assertThat(stub.tally().requests()).isZero();
    }

    @Test
    void anImageThatIsConvertedHasTheLimitsOfTheProcess() throws IOException {
        TestModel tester = model();
        byte[] bitmap = bitmap(8, 8);
        RemoteQuestion question = new RemoteQuestion("r", null, "What?", bitmap, "many.bmp", null);
        try (RemoteModel model = tester.open(tester.settings(records).withImageLimits(63, 1_000))) {
            assertThat(((Failed) model.ask(question)).reason()).contains("many.bmp", "8", "63");
        }
        assertThat(stub.tally().requests()).isZero();
        try (RemoteModel model = tester.open(tester.settings(records).withImageLimits(64, 1_000))) {
            assertThat(model.ask(question)).isInstanceOf(Answered.class);
        }
    }

    private static byte[] bitmap(int width, int height) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "bmp", file);
        return file.toByteArray();
    }
}
