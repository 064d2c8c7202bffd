package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.remote.RunLedger.Budgets;
import dev.vlmstream.inference.remote.RunLedger.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLedgerTest {
    private static final Budgets ONE_DOLLAR = new Budgets(1.0, null);

    @TempDir
    Path directory;

    private Path file;
    private RunLedger ledger;

    @BeforeEach
    void open() {
        file = directory.resolve("run.jsonl");
        ledger = new RunLedger(file);
    }

    private static Verdict.Granted grant(RunLedger ledger, String model, double most, Budgets limits) {
        return (Verdict.Granted) ledger.reserve(model, most, limits);
    }

    @Test
    void requestsUnderWayCountUntilTheyAreSettled() {
        Verdict.Granted first = grant(ledger, "m", 0.6, ONE_DOLLAR);
        assertThat(ledger.reserve("m", 0.6, ONE_DOLLAR)).isInstanceOf(Verdict.Wait.class);
        ledger.settle(first, 0.6, 0.1);
        Verdict.Granted second = grant(ledger, "m", 0.6, ONE_DOLLAR);
        ledger.settle(second, 0.6, 0.6);
        assertThat(ledger.reserve("m", 0.6, ONE_DOLLAR)).isEqualTo(new Verdict.Reached(1, 0.7));
        assertThat(ledger.spent()).isCloseTo(0.7, within(1e-12));
    }

    @Test
    void aRunsBudgetIsForAllItsModelsAndAModelsForItself() {
        ledger.settle(grant(ledger, "a", 0.5, ONE_DOLLAR), 0.5, 0.5);
        assertThat(ledger.reserve("b", 0.6, ONE_DOLLAR)).isInstanceOf(Verdict.Reached.class);
        assertThat(ledger.reserve("a", 0.1, new Budgets(null, 0.55))).isInstanceOf(Verdict.Reached.class);
        assertThat(ledger.reserve("b", 0.5, new Budgets(1.0, 0.55))).isInstanceOf(Verdict.Granted.class);
    }

    @Test
    void aRestartedProcessKnowsWhatWasSpentAndCountsWhatWasUnderWayInFull() {
        ledger.settle(grant(ledger, "m", 0.3, ONE_DOLLAR), 0.3, 0.2);
        grant(ledger, "m", 0.4, ONE_DOLLAR);
        RunLedger restarted = new RunLedger(file);
        assertThat(restarted.spent()).isCloseTo(0.6, within(1e-12));
        assertThat(restarted.reserve("m", 0.5, ONE_DOLLAR)).isInstanceOf(Verdict.Reached.class);
    }

    @Test
    void whatAnotherProcessSettlesIsSeen() {
        RunLedger other = new RunLedger(file);
        Verdict.Granted theirs = grant(other, "m", 0.9, ONE_DOLLAR);
        assertThat(ledger.reserve("m", 0.5, ONE_DOLLAR)).isInstanceOf(Verdict.Reached.class);
        other.settle(theirs, 0.9, 0.1);
        assertThat(ledger.reserve("m", 0.5, ONE_DOLLAR)).isInstanceOf(Verdict.Granted.class);
        assertThat(other.spent()).isCloseTo(0.6, within(1e-12));
    }

    @Test
    void halfALineOfAKilledProcessSpoilsNothing() throws IOException {
        ledger.settle(grant(ledger, "m", 0.3, ONE_DOLLAR), 0.3, 0.2);
        Files.writeString(file, "{\"id\":\"x/1\",\"mod", StandardOpenOption.APPEND);
        RunLedger restarted = new RunLedger(file);
        restarted.settle(grant(restarted, "m", 0.3, ONE_DOLLAR), 0.3, 0.3);
        assertThat(new RunLedger(file).spent()).isCloseTo(0.5, within(1e-12));
    }
}
