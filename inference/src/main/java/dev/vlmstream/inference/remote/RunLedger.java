package dev.vlmstream.inference.remote;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one run has spent. Before a request is sent, the most that it may cost is written down, and afterwards what it did
 * cost; so the sum stays under a limit however many requests are under way, and whatever is killed: what another process
 * wrote down and never settled counts as spent.
 */
final class RunLedger {
    private final LedgerFile file;
    private final String self = UUID.randomUUID().toString();
    private final Map<String, Amounts> models = new HashMap<>();
    private final Map<String, LedgerFile.Line> foreign = new HashMap<>();
    private long next;

    /** Whether a request may be sent. */
    sealed interface Verdict {
        /** It may: it is written down under this id. */
        record Granted(String id, String model) implements Verdict {}

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

    private static final class Amounts {
        private double spent;
        private double reserved;
    }

    RunLedger(Path path) {
        this.file = new LedgerFile(path);
    }

    /** Writes down that a request may cost so much, if the limits allow it. */
    synchronized Verdict reserve(String model, double most, Budgets budgets) {
        return file.exclusively(access -> {
            access.newLines().forEach(this::read);
            Verdict verdict = judge(model, most, budgets);
            if (verdict instanceof Verdict.Granted granted) {
                access.append(LedgerFile.Line.reserved(granted.id(), model, most));
                of(model).reserved += most;
            }
            return verdict;
        });
    }

    private Verdict judge(String model, double most, Budgets budgets) {
        Amounts all = new Amounts();
        models.values().forEach(amounts -> {
            all.spent += amounts.spent;
            all.reserved += amounts.reserved;
        });
        Verdict ofRun = judge(all, most, budgets.run());
        Verdict ofModel = judge(of(model), most, budgets.model());
        if (ofRun instanceof Verdict.Reached || ofModel == null) {
            return ofRun == null ? new Verdict.Granted(self + "/" + next++, model) : ofRun;
        }
        return ofModel;
    }

    /** Null if nothing speaks against it. */
    private static @Nullable Verdict judge(Amounts amounts, double most, @Nullable Double limit) {
        if (limit == null || amounts.spent + amounts.reserved + most <= limit) {
            return null;
        }
        return amounts.spent + most > limit ? new Verdict.Reached(limit, amounts.spent) : new Verdict.Wait();
    }

    /** Writes down what a request did cost. */
    synchronized void settle(Verdict.Granted granted, double most, double cost) {
        file.exclusively(access -> {
            access.append(LedgerFile.Line.settled(granted.id(), granted.model(), cost));
            return null;
        });
        of(granted.model()).reserved -= most;
        of(granted.model()).spent += cost;
        notifyAll();
    }

    /** Waits until a request under way is settled, but not for long: other processes do not call. */
    synchronized void awaitSettlement() throws InterruptedException {
        wait(100);
    }

    /** USD spent by this run so far. */
    synchronized double spent() {
        file.exclusively(access -> {
            access.newLines().forEach(this::read);
            return null;
        });
        return models.values().stream().mapToDouble(amounts -> amounts.spent).sum();
    }

    private void read(LedgerFile.Line line) {
        if (line.id().startsWith(self)) {
            return;
        }
        if (line.cost() == null) {
            foreign.put(line.id(), line);
            of(line.model()).spent += line.reserved();
        } else {
            LedgerFile.Line open = foreign.remove(line.id());
            of(line.model()).spent += line.cost() - (open == null ? 0 : open.reserved());
        }
    }

    private Amounts of(String model) {
        return models.computeIfAbsent(model, name -> new Amounts());
    }
}
