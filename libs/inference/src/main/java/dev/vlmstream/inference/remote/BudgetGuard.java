package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.remote.RunLedger.Accounts;
import dev.vlmstream.inference.remote.RunLedger.Budgets;
import dev.vlmstream.inference.remote.RunLedger.Verdict;
import dev.vlmstream.inference.remote.api.Numbers;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What one model's requests cost, and whether its runs' budgets allow another. */
final class BudgetGuard {
    private final String model;
    private final RemoteConfig.@Nullable Pricing pricing;
    private final Accounts accounts;
    /** By how many tokens the worst reply has exceeded what was reckoned with; from then on that is added. */
    private final AtomicInteger unforeseen = new AtomicInteger();

    private final Map<Replies, Lengths> lengths = new ConcurrentHashMap<>();

    /** Replies that need about as many tokens: those of one run to requests with one limit. */
    private record Replies(String run, int maxNewTokens) {}

    /** How many such replies there were, and the most tokens of one. */
    private record Lengths(int replies, int longest) {
        /** Fewer than that say nothing about the others. */
        private static final int ENOUGH = 4;

        static final Lengths NONE = new Lengths(0, 0);

        Lengths and(Lengths others) {
            return new Lengths(replies + others.replies, Math.max(longest, others.longest));
        }

        /** Tokens with which the next will do, in all likelihood. */
        int needed(int maxNewTokens) {
            return replies < ENOUGH ? maxNewTokens : Math.min(maxNewTokens, longest + longest / 2 + 32);
        }
    }

    /** Permission for one request; one of the last two is called afterwards. */
    interface Payment {
        /** That the reply may have: what was asked for, or, with little left, fewer. */
        int maxNewTokens();

        /** @return USD by the price table */
        double of(Usage usage);

        /** What an answer cost is not known, or whether there was one: the most that it can have cost counts against the budget. */
        void lost();
    }

    /** The budget is spent, or cannot be kept. */
    static final class BudgetExhausted extends Exception {
        private static final long serialVersionUID = 1;

        BudgetExhausted(String message) {
            super(message);
        }
    }

    BudgetGuard(String model, RemoteConfig.@Nullable Pricing pricing, Accounts accounts) {
        this.model = model;
        this.pricing = pricing;
        this.accounts = accounts;
    }

    /**
     * Waits until the requests under way have left enough. If that cannot be enough for the longest answer any more, it may be
     * for one that is as long as the others were: then the request has that limit, so that the sum still stays below the budget.
     *
     * @param maxNewTokens that the answer may have
     * @param deadline of {@link System#nanoTime}
     * @return null if the deadline came first
     */
    @Nullable
    Payment open(RemoteQuestion question, int maxNewTokens, long deadline)
            throws BudgetExhausted, InterruptedException {
        if (pricing == null) {
            if (question.budget() != null) {
                throw new BudgetExhausted("the run has a budget of " + Numbers.usd(question.budget()) + ", but " + model
                        + " has no price: add \"prices\" to its config.json");
            }
            return new Free(maxNewTokens);
        }
        RunLedger account = accounts.of(question.run());
        Replies replies = new Replies(question.run(), maxNewTokens);
        int input = mostInput(question);
        int output = maxNewTokens;
        while (System.nanoTime() - deadline < 0) {
            double most = pricing.of(new Usage(input + unforeseen.get(), output));
            Verdict verdict = account.reserve(model, most, new Budgets(question.budget(), pricing.budget()), deadline);
            if (verdict == null) {
                return null;
            }
            if (verdict instanceof Verdict.Granted granted) {
                return reserved(account, granted, most, input, output, replies);
            }
            if (verdict instanceof Verdict.Reached reached) {
                int needed = lengths.getOrDefault(replies, Lengths.NONE).needed(maxNewTokens);
                if (needed < output) {
                    output = needed;
                    continue;
                }
                throw new BudgetExhausted("budget of " + Numbers.usd(reached.limit()) + " reached: "
                        + Numbers.usd(reached.spent()) + " spent, and this question may cost up to "
                        + Numbers.usd(most));
            }
            account.awaitSettlement();
        }
        return null;
    }

    /** No tokenizer makes more tokens than there are bytes; what wraps the text takes a few more. */
    private int mostInput(RemoteQuestion question) {
        int text = question.prompt().getBytes(StandardCharsets.UTF_8).length + 100;
        return text + (question.image() == null ? 0 : pricing.imageTokens());
    }

    private record Free(int maxNewTokens) implements Payment {
        @Override
        public double of(Usage usage) {
            return 0;
        }

        @Override
        public void lost() {
            // nothing is counted
        }
    }

    private Payment reserved(
            RunLedger account, Verdict.Granted granted, double most, int input, int output, Replies replies) {
        return new Payment() {
            @Override
            public int maxNewTokens() {
                return output;
            }

            @Override
            public double of(Usage usage) {
                double cost = pricing.of(usage);
                unforeseen.accumulateAndGet(usage.inputTokens() - input, Math::max);
                if (usage.outputTokens() > 0) {
                    lengths.merge(replies, new Lengths(1, usage.outputTokens()), Lengths::and);
                }
                account.settle(granted, cost);
                return cost;
            }

            @Override
            public void lost() {
                account.settle(granted, most);
            }
        };
    }
}
