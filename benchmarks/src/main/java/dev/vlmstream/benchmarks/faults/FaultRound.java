package dev.vlmstream.benchmarks.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.benchmarks.faults.DeliveryAudit.Audit;
import dev.vlmstream.benchmarks.faults.Recovery.Outcome;
import dev.vlmstream.benchmarks.workload.ItemPusher;
import dev.vlmstream.benchmarks.workload.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** One run, pushed while faults strike, waited for, and audited; beside it one that is deleted. */
final class FaultRound {
    /** So long may nothing be counted before a run is given up. */
    private static final Duration STILL = Duration.ofMinutes(4);

    private static final Duration SETTLES = Duration.ofMinutes(2);
    private static final int TOLD = 12;

    private final Testbed testbed;
    private final ItemPusher pusher;
    private final Study study;
    private final String run;
    private final List<Outcome> outcomes = new ArrayList<>();

    FaultRound(Testbed testbed, ItemPusher pusher, Study study, String run) {
        this.testbed = testbed;
        this.pusher = pusher;
        this.study = study;
        this.run = run;
    }

    /** Pushes with nothing in the way; returns when the run is complete. */
    void play() {
        study.push(testbed, pusher, run);
        awaitComplete();
    }

    /** Lets all items wait, then the faults strike while the manifest comes; returns when the run is complete and all that was struck works again. */
    void play(List<Fault> faults, Recovery recovery) throws InterruptedException, ExecutionException {
        Duration window = faults.get(faults.size() - 1).at();
        study.pushItems(pusher, run);
        Waiting.until(
                "all items of " + run + " waited",
                STILL,
                () -> testbed.servers().stream()
                        .allMatch(server -> new ReplicaMetrics(server, run).waiting() == study.items()));
        testbed.say("all items of " + run + " wait");
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            long begun = System.nanoTime();
            Future<?> pushed = threads.submit(() -> study.pushManifest(testbed, pusher, run, window));
            List<Future<Outcome>> struck = new ArrayList<>();
            for (Fault fault : faults) {
                Callable<Outcome> strike = () -> strike(fault, begun, recovery);
                struck.add(threads.submit(strike));
            }
            pushed.get();
            for (Future<Outcome> fault : struck) {
                outcomes.add(fault.get());
            }
            awaitComplete();
        } finally {
            threads.shutdownNow();
        }
    }

    private Outcome strike(Fault fault, long begun, Recovery recovery) {
        Waiting.pause(Duration.ofNanos(begun + fault.at().toNanos() - System.nanoTime()));
        testbed.say(fault.toString());
        new Strike(testbed, fault).run();
        testbed.say("#" + fault.number() + " has ended");
        Outcome outcome = recovery.await(fault);
        testbed.say("#" + fault.number()
                + (outcome.isRecovered()
                        ? " recovered after " + outcome.recovery().toMillis() + " ms"
                        : " did not recover"));
        return outcome;
    }

    /** @throws IllegalStateException when nothing comes any more */
    private void awaitComplete() {
        long last = -1;
        long since = System.nanoTime();
        while (!testbed.servers().stream().allMatch(server -> new ReplicaMetrics(server, run).isComplete())) {
            long counted = testbed.servers().stream()
                    .mapToLong(server -> new ReplicaMetrics(server, run).counted())
                    .sum();
            if (counted != last) {
                last = counted;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > STILL.toNanos()) {
                throw new IllegalStateException(run + " is stuck: nothing was counted for " + STILL.toSeconds()
                        + " s; both replicas together told " + counted + " outcomes and verdicts");
            }
            Waiting.pause(Duration.ofSeconds(1));
        }
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    /** What a replica tells once it tells anything. */
    JsonNode numbers(String server) {
        List<JsonNode> told = new ArrayList<>();
        Waiting.until(
                server + " told all of " + run,
                SETTLES,
                () -> new ReplicaMetrics(server, run).lasting().map(told::add).isPresent());
        return told.get(0);
    }

    /** Audits topics, and what every replica tells, against an undisturbed run. */
    Audit audit(DeliveryAudit audits, JsonNode reference) {
        List<String> complaints = new ArrayList<>();
        for (String server : testbed.servers()) {
            ReplicaMetrics.differences(reference, numbers(server), TOLD)
                    .forEach(line -> complaints.add("otherwise than undisturbed, " + server + " " + line));
            require(server + " waited for nothing", complaints, new ReplicaMetrics(server, run)::waitsForNothing);
            require(
                    server + " had forgotten the deleted run",
                    complaints,
                    new ReplicaMetrics(server, Study.doomed(run))::isGone);
        }
        outcomes.stream()
                .filter(outcome -> !outcome.isRecovered())
                .forEach(outcome -> complaints.add("did not recover: " + outcome.fault()));
        testbed.withdraw(Study.late(run));
        return audits.audit(run, study.items(), outcomes.isEmpty() ? 0 : study.doomedItems())
                .and(complaints);
    }

    private static void require(String what, List<String> complaints, BooleanSupplier holds) {
        if (!Waiting.comes(SETTLES, holds)) {
            complaints.add("waited " + SETTLES.toSeconds() + " s in vain until " + what);
        }
    }
}
