package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.remote.RunLedger.Accounts;
import dev.vlmstream.inference.remote.RunLedger.Budgets;
import dev.vlmstream.inference.remote.RunLedger.Verdict;
import dev.vlmstream.inference.remote.stub.SharedRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunLedgerTest {
    private static final Budgets ONE_DOLLAR = new Budgets(1.0, null);

    private final SharedRecords records = new SharedRecords();
    private final RunLedger ledger = process("pod-0");

    private RunLedger process(String instance) {
        return new Accounts(records, instance).of("run-1");
    }

    private static Verdict reserve(RunLedger ledger, String model, double most, Budgets limits)
            throws InterruptedException {
        return ledger.reserve(model, most, limits, in(TimeUnit.MINUTES.toNanos(1)));
    }

    private static long in(long nanos) {
        return System.nanoTime() + nanos;
    }

    private static Verdict.Granted grant(RunLedger ledger, String model, double most, Budgets limits)
            throws InterruptedException {
        return (Verdict.Granted) reserve(ledger, model, most, limits);
    }

    private void settle(RunLedger of, Verdict.Granted granted, double cost) {
        of.settle(granted, cost);
        records.settle();
    }

    @Test
    void requestsUnderWayCountUntilTheyAreSettled() throws InterruptedException {
        Verdict.Granted first = grant(ledger, "m", 0.6, ONE_DOLLAR);
        assertThat(reserve(ledger, "m", 0.6, ONE_DOLLAR)).isInstanceOf(Verdict.Wait.class);
        settle(ledger, first, 0.1);
        settle(ledger, grant(ledger, "m", 0.6, ONE_DOLLAR), 0.6);
        assertThat(reserve(ledger, "m", 0.6, ONE_DOLLAR)).isEqualTo(new Verdict.Reached(1, 0.7));
        assertThat(ledger.spent()).isCloseTo(0.7, within(1e-12));
    }

    @Test
    void aRunsBudgetIsForAllItsModelsAndAModelsForItself() throws InterruptedException {
        settle(ledger, grant(ledger, "a", 0.5, ONE_DOLLAR), 0.5);
        assertThat(reserve(ledger, "b", 0.6, ONE_DOLLAR)).isInstanceOf(Verdict.Reached.class);
        assertThat(reserve(ledger, "a", 0.1, new Budgets(null, 0.55))).isInstanceOf(Verdict.Reached.class);
        assertThat(reserve(ledger, "b", 0.5, new Budgets(1.0, 0.55))).isInstanceOf(Verdict.Granted.class);
    }

    @Test
    void aRestartedProcessKnowsWhatWasSpentAndCountsWhatWasUnderWayInFull() throws InterruptedException {
        settle(ledger, grant(ledger, "m", 0.3, ONE_DOLLAR), 0.2);
        grant(ledger, "m", 0.4, ONE_DOLLAR);
        RunLedger restarted = process("pod-0");
        // Until the new process writes, the old one may be alive.
        assertThat(reserve(restarted, "m", 0.5, ONE_DOLLAR)).isInstanceOf(Verdict.Wait.class);
        settle(restarted, grant(restarted, "m", 0.1, ONE_DOLLAR), 0.1);
        assertThat(restarted.spent()).isCloseTo(0.7, within(1e-12));
        assertThat(reserve(restarted, "m", 0.5, ONE_DOLLAR)).isInstanceOf(Verdict.Reached.class);
    }

    @Test
    void whatAnotherReplicaHasUnderWayIsWaitedFor() throws InterruptedException {
        RunLedger other = process("pod-1");
        Verdict.Granted theirs = grant(other, "m", 0.9, ONE_DOLLAR);
        assertThat(reserve(ledger, "m", 0.5, ONE_DOLLAR)).isInstanceOf(Verdict.Wait.class);
        settle(other, theirs, 0.1);
        assertThat(reserve(ledger, "m", 0.5, ONE_DOLLAR)).isInstanceOf(Verdict.Granted.class);
    }

    @Test
    void whatADeadReplicaLeftOpenIsSpentWhenItsTimeIsOver() {
        records.append(new SpendingEntry("run-1", "m", "dead", "pod-9", 0, 0.9, null, 0))
                .join();
        assertThat(ledger.spent()).isEqualTo(0.9);
    }

    /** What it says of its time is a length, counted here from when it is read. */
    @Test
    void whatAReplicaHasOpenIsUnderWayForAsLongAsItSaysWhateverItsClockShows() throws InterruptedException {
        long begun = System.nanoTime();
        records.append(new SpendingEntry("run-1", "m", "other", "pod-9", 0, 0.9, null, 400))
                .join();
        Verdict verdict = reserve(ledger, "m", 0.5, ONE_DOLLAR);
        while (!(verdict instanceof Verdict.Reached)) {
            ledger.awaitSettlement();
            verdict = reserve(ledger, "m", 0.5, ONE_DOLLAR);
        }
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(400));
        assertThat(ledger.spent()).isEqualTo(0.9);
    }

    @Test
    void whatDoesNotFitInTheLogsOrderIsTakenBack() throws InterruptedException {
        // Another replica's entry that gets into the log between looking at the account and being written.
        SharedRecords late = new SharedRecords();
        RunLedger slow = new Accounts(
                        new SpendingLog() {
                            @Override
                            public void follow(Consumer<SpendingEntry> reader) {
                                late.follow(reader);
                            }

                            @Override
                            public CompletableFuture<Void> append(SpendingEntry entry) {
                                if (entry.cost() == null) {
                                    late.append(new SpendingEntry(
                                            "run-1", "m", "x", "pod-1", 0, 0.8, null, Long.MAX_VALUE));
                                }
                                return late.append(entry);
                            }
                        },
                        "pod-0")
                .of("run-1");
        assertThat(reserve(slow, "m", 0.5, ONE_DOLLAR)).isInstanceOf(Verdict.Wait.class);
        late.settle();
        assertThat(late.entries()).hasSize(3).last().satisfies(entry -> {
            assertThat(entry.instance()).isEqualTo("pod-0");
            assertThat(entry.cost()).isZero();
        });
    }

    @Test
    void anEntryThatTheLogDoesNotTakeInTimeIsNoPermission() throws InterruptedException {
        List<SpendingEntry> written = new ArrayList<>();
        RunLedger stuck = new Accounts(
                        new SpendingLog() {
                            @Override
                            public void follow(Consumer<SpendingEntry> reader) {
                                // nothing ever comes
                            }

                            @Override
                            public CompletableFuture<Void> append(SpendingEntry entry) {
                                written.add(entry);
                                return new CompletableFuture<>();
                            }
                        },
                        "pod-0")
                .of("run-1");
        assertThat(stuck.reserve("m", 0.5, ONE_DOLLAR, in(TimeUnit.MILLISECONDS.toNanos(50))))
                .isNull();
        assertThat(written).extracting(SpendingEntry::cost).containsExactly(null, 0.0);
    }

    @Test
    void manyReplicasAtOnceNeverSpendMoreThanThereIs() {
        List<RunLedger> replicas = IntStream.range(0, 4)
                .mapToObj(replica -> process("replica-" + replica))
                .toList();
        List<CompletableFuture<Double>> spenders = IntStream.range(0, 16)
                .mapToObj(spender -> CompletableFuture.supplyAsync(
                        () -> spend(replicas.get(spender % replicas.size())), command -> new Thread(command).start()))
                .toList();
        double spent = spenders.stream().mapToDouble(CompletableFuture::join).sum();
        records.settle();
        assertThat(spent).isLessThanOrEqualTo(1 + 1e-9).isGreaterThan(0.9);
        assertThat(replicas).allSatisfy(replica -> assertThat(replica.spent()).isCloseTo(spent, within(1e-9)));
    }

    /** Asks as long as the budget lasts, now and then at less than was set aside. */
    private static double spend(RunLedger replica) {
        double spent = 0;
        try {
            while (true) {
                Verdict verdict = reserve(replica, "m", 0.02, ONE_DOLLAR);
                if (verdict instanceof Verdict.Reached) {
                    return spent;
                }
                if (verdict instanceof Verdict.Granted granted) {
                    double cost = ThreadLocalRandom.current().nextBoolean() ? 0.02 : 0.005;
                    spent += cost;
                    replica.settle(granted, cost);
                } else {
                    replica.awaitSettlement();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
