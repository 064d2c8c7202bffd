package dev.vlmstream.inference.remote;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one run has spent. Before a request is sent, the most that it may cost is written to the log, and afterwards what it did
 * cost. A request may be sent if its entry fits behind all that stand before it in the log: so the sum stays under a limit
 * however many replicas ask at a time, and whatever is killed. What was written and never settled counts as spent.
 */
final class RunLedger {
    /** After a request's time is over, its process may need so long to write what it did cost. */
    private static final long SETTLING_MILLIS = 10_000;

    private final String run;
    private final SpendingLog log;
    private final Owner owner;
    private final Map<String, Double> settled = new HashMap<>();
    private final Map<String, Open> open = new HashMap<>();
    private final Map<String, Pending> own = new HashMap<>();
    private long next;

    /**
     * Who writes.
     *
     * @param process every start is another
     * @param instance the same over restarts
     */
    record Owner(String process, String instance) {}

    /** Whether a request may be sent. */
    sealed interface Verdict {
        /** It may: it is written down. */
        record Granted(SpendingEntry entry) implements Verdict {}

        /** Not yet: requests under way may take the rest, or leave it. */
        record Wait() implements Verdict {}

        /** No more, whatever comes of those under way. */
        record Reached(double limit, double spent) implements Verdict {}
    }

    /**
     * USD.
     *
     * @param run what the run may spend on all its models; null: no limit
     * @param model what it may spend on this one; null: no limit
     */
    record Budgets(@Nullable Double run, @Nullable Double model) {}

    /** An entry of this process on its way through the log. */
    private static final class Pending {
        private final Budgets budgets;
        private @Nullable Verdict verdict;

        Pending(Budgets budgets) {
            this.budgets = budgets;
        }
    }

    /** A request that is not settled yet, and when that was read here. */
    private record Open(SpendingEntry entry, long readNanos) {
        boolean isOver(long nanos) {
            return nanos - readNanos >= TimeUnit.MILLISECONDS.toNanos(entry.lasts());
        }
    }

    private record Sums(double spent, double reserved) {}

    RunLedger(String run, SpendingLog log, Owner owner) {
        this.run = run;
        this.log = log;
        this.owner = owner;
    }

    /**
     * Writes down that a request may cost so much, if the limits allow it.
     *
     * @param deadline of {@link System#nanoTime}, for the request
     * @return null if the log did not take it before the deadline
     */
    @Nullable
    Verdict reserve(String model, double most, Budgets budgets, long deadline) throws InterruptedException {
        SpendingEntry entry;
        synchronized (this) {
            Verdict now = judge(model, most, budgets);
            if (now != null) {
                return now;
            }
            entry = entry(model, most, deadline);
            own.put(entry.request(), new Pending(budgets));
        }
        Verdict verdict = null;
        try {
            if (isRead(log.append(entry), deadline)) {
                verdict = verdict(entry);
            }
            return verdict;
        } finally {
            if (!(verdict instanceof Verdict.Granted)) {
                withdraw(entry);
            }
        }
    }

    private synchronized Verdict verdict(SpendingEntry entry) {
        Verdict refused = own.get(entry.request()).verdict;
        return refused == null ? new Verdict.Granted(entry) : refused;
    }

    /** What is not sent costs nothing, whether or not its entry has got into the log. */
    private void withdraw(SpendingEntry entry) {
        forget(entry);
        log.append(entry.settled(0));
    }

    private synchronized void forget(SpendingEntry entry) {
        own.remove(entry.request());
    }

    private SpendingEntry entry(String model, double most, long deadline) {
        long lasts = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()) + SETTLING_MILLIS;
        return new SpendingEntry(run, model, owner.process(), owner.instance(), next++, most, null, lasts);
    }

    private static boolean isRead(CompletableFuture<Void> read, long deadline) throws InterruptedException {
        try {
            read.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    /** Writes down what a request did cost. If that cannot be written, the most that it may have cost stands. */
    void settle(Verdict.Granted granted, double cost) {
        forget(granted.entry());
        log.append(granted.entry().settled(cost));
    }

    /** Waits until something changes, but not for long: that a process has died is told by time alone. */
    synchronized void awaitSettlement() throws InterruptedException {
        wait(100);
    }

    /** USD spent by this run so far, by what was read of the log. */
    synchronized double spent() {
        return sums(null).spent();
    }

    /** The log's next entry. */
    synchronized void read(SpendingEntry entry) {
        bury(entry);
        if (entry.cost() != null) {
            open.remove(entry.request());
            settled.merge(entry.model(), entry.cost(), Double::sum);
        } else {
            Pending pending = own.get(entry.request());
            if (pending != null) {
                pending.verdict = judge(entry.model(), entry.reserved(), pending.budgets);
            }
            open.put(entry.request(), new Open(entry, System.nanoTime()));
        }
        notifyAll();
    }

    /** An instance that has started again will not settle what it left open before. */
    private void bury(SpendingEntry entry) {
        open.replaceAll((request, before) -> before.entry().instance().equals(entry.instance())
                        && !before.entry().process().equals(entry.process())
                ? new Open(before.entry().lost(), before.readNanos())
                : before);
    }

    /** Null if nothing speaks against it. */
    private @Nullable Verdict judge(String model, double most, Budgets budgets) {
        Verdict ofRun = judge(sums(null), most, budgets.run());
        Verdict ofModel = judge(sums(model), most, budgets.model());
        return ofModel instanceof Verdict.Reached || ofRun == null ? ofModel : ofRun;
    }

    private static @Nullable Verdict judge(Sums sums, double most, @Nullable Double limit) {
        if (limit == null || sums.spent() + sums.reserved() + most <= limit) {
            return null;
        }
        return sums.spent() + most > limit ? new Verdict.Reached(limit, sums.spent()) : new Verdict.Wait();
    }

    /** @param model null: all */
    private Sums sums(@Nullable String model) {
        long now = System.nanoTime();
        double spent = model == null
                ? settled.values().stream().mapToDouble(Double::doubleValue).sum()
                : settled.getOrDefault(model, 0.0);
        double reserved = 0;
        for (Open one : open.values()) {
            SpendingEntry entry = one.entry();
            if (model == null || model.equals(entry.model())) {
                spent += one.isOver(now) ? entry.reserved() : 0;
                reserved += one.isOver(now) ? 0 : entry.reserved();
            }
        }
        return new Sums(spent, reserved);
    }

    /** What runs have spent, by the log that all replicas share. */
    static final class Accounts {
        private final SpendingLog log;
        private final RunLedger.Owner owner;
        private final Map<String, RunLedger> runs = new ConcurrentHashMap<>();

        /** @param instance what this process is called over restarts; no two that run are called the same */
        Accounts(SpendingLog log, String instance) {
            this.log = log;
            this.owner = new RunLedger.Owner(UUID.randomUUID().toString(), instance);
            log.follow(entry -> of(entry.run()).read(entry));
        }

        RunLedger of(String run) {
            return runs.computeIfAbsent(run, name -> new RunLedger(name, log, owner));
        }
    }
}
