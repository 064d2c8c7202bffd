package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.remote.RemoteAnswer.Answered;
import dev.vlmstream.inference.remote.RemoteAnswer.Failed;
import dev.vlmstream.inference.remote.RemoteAnswer.Refused;
import dev.vlmstream.inference.remote.stub.Fault;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.SharedRecords;
import dev.vlmstream.inference.remote.stub.SideBySide;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.inference.remote.stub.StubTally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A thousand questions to a server that throttles, hangs, refuses, cuts and returns rubbish. They wait side by side. */
class ThousandQuestionsTest {
    private static final int COUNT = 1000;
    private static final int TRIES = 3;
    private static final double PRICE_PER_ANSWER = 0.0013;

    @TempDir
    Path directory;

    private final SharedRecords records = new SharedRecords();

    private TestModel model(StubApi stub) {
        return TestModel.of(directory)
                .at(stub.url())
                .with("timeout_seconds", 1)
                .with("time_limit_seconds", 300)
                .with("tries", TRIES);
    }

    private List<RemoteAnswer> ask(TestModel model, int count, Double budget) throws IOException {
        try (RemoteModel opened = model.open(records)) {
            return SideBySide.ask(opened, RemoteModelTest.questions(count, budget));
        }
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"openai, 1000", "anthropic, 300", "gemini, 300"})
    void everyQuestionEndsAnsweredRefusedOrFailedForAReason(String api, int count) throws IOException {
        try (StubApi stub = StubApi.start(FaultPlan.mixed(40))) {
            TestModel model = model(stub).with("api", api);
            List<RemoteAnswer> answers = ask(model, count, null);

            assertThat(answers).hasSize(count).allSatisfy(answer -> {
                if (answer instanceof Answered answered) {
                    assertThat(answered.text()).startsWith("stub answer ");
                } else if (answer instanceof Failed failed) {
                    assertThat(failed.reason()).isNotBlank();
                }
                assertThat(answer.effort().tries()).isBetween(1, TRIES);
            });
            StubTally tally = stub.tally();
            assertThat(count(answers, Answered.class)).isEqualTo(tally.count(Fault.NONE));
            assertThat(count(answers, Refused.class))
                    .isEqualTo(tally.count(Fault.REFUSAL) + tally.count(Fault.CONTENT_FILTER));
            int refusedEntry = Stream.of(
                            Fault.THROTTLED_WITH_DELAY,
                            Fault.THROTTLED_WITHOUT_DELAY,
                            Fault.OVERLOADED,
                            Fault.GATEWAY_PAGE)
                    .mapToInt(tally::count)
                    .sum();
            assertThat(answers.stream()
                            .mapToInt(answer -> answer.effort().tries())
                            .sum())
                    // A connection that is lost while others are under way is no try, nor is an error while others meet
                    // one.
                    .isBetween(
                            tally.requests() - refusedEntry - tally.count(Fault.CUT) - tally.count(Fault.SERVER_ERROR),
                            tally.requests() - refusedEntry);
            assertThat(tally.mostUnderWay()).isLessThanOrEqualTo(16 + tally.count(Fault.HANG));
            FaultPlan.MIXED.forEach(
                    fault -> assertThat(tally.count(fault)).as("%s", fault).isPositive());
            assertRepeatingAsksOnlyWhatFailed(model, stub, answers);
        }
    }

    private void assertRepeatingAsksOnlyWhatFailed(TestModel model, StubApi stub, List<RemoteAnswer> answers)
            throws IOException {
        int count = answers.size();
        int before = stub.tally().requests();
        stub.follow(FaultPlan.none());
        assertThat(ask(model, count, null)).noneMatch(Failed.class::isInstance);
        int failed = count(answers, Failed.class);
        assertThat(stub.tally().requests() - before).isEqualTo(failed);
        List<RemoteAnswer> third = ask(model, count, null);
        assertThat(stub.tally().requests() - before).isEqualTo(failed);
        assertThat(third)
                .allMatch(answer -> answer.effort().cached() && answer.effort().cost() == 0);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theBudgetIsNeverOverspentWhateverTheFaults() throws IOException {
        double budget = 0.5;
        try (StubApi stub = StubApi.start(FaultPlan.mixed(40))) {
            TestModel model = model(stub).with("max_new_tokens", 10);
            List<RemoteAnswer> answers = ask(model, COUNT, budget);
            double billed = stub.tally().paid() * PRICE_PER_ANSWER;
            assertThat(billed).isLessThanOrEqualTo(budget).isGreaterThan(0.5 * budget);
            assertThat(answers.get(COUNT - 1))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.reason()).startsWith("budget of $0.50 reached: "));
            int asked = stub.tally().requests();
            assertThat(ask(model, COUNT, budget).get(COUNT - 1).effort().tries())
                    .isZero();
            assertThat(stub.tally().paid() * PRICE_PER_ANSWER).isLessThanOrEqualTo(budget);
            assertThat(stub.tally().requests() - asked).isLessThanOrEqualTo(2);
        }
    }

    private static int count(List<RemoteAnswer> answers, Class<? extends RemoteAnswer> kind) {
        return (int) answers.stream().filter(kind::isInstance).count();
    }
}
