package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.remote.AdaptiveLimit.Permit;
import dev.vlmstream.inference.remote.api.ApiKey;
import dev.vlmstream.inference.remote.api.Conclusion;
import dev.vlmstream.inference.remote.api.Numbers;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.RemoteGeneration;
import dev.vlmstream.inference.remote.api.ReplyFormat;
import dev.vlmstream.inference.remote.api.ReplyOutcome;
import dev.vlmstream.inference.remote.api.Usage;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Asks one question until there is an outcome: no more often than the tries allow, and no longer than its time. */
final class Asking {
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

    private final RemoteConfig config;
    private final HttpSender sender;
    private final AdaptiveLimit concurrency;
    private final Outage outage;
    private final BudgetGuard budget;
    private final @Nullable ApiKey key;

    /** @param deadline of {@link System#nanoTime}, for everything */
    record ApiRequest(RemoteQuestion question, byte[] body, ReplyFormat format, long deadline) {}

    /** One question's way; not shared. */
    private final class Way {
        private final ApiRequest request;
        private double cost;
        private int tries;
        private String last = "it never had its turn";

        Way(ApiRequest request) {
            this.request = request;
        }

        Result run() throws InterruptedException {
            while (tries < config.limits().tries()) {
                Permit permit = concurrency.acquire(request.deadline());
                if (permit == null) {
                    concurrency.pausedFor().ifPresent(wait -> last += "; the server asked to wait " + seconds(wait));
                    return outOfTime();
                }
                ReplyOutcome outcome = attempt(permit);
                if (outcome == null) {
                    return outOfTime();
                }
                if (!(outcome instanceof ReplyOutcome.Retry retry)) {
                    return new Result(outcome, cost, tries, false);
                }
                last = retry.reason();
                if (tries < config.limits().tries() && !rest(retry)) {
                    return outOfTime();
                }
            }
            return Result.failed("asked " + tries + " times, the last time: " + last, cost, tries);
        }

        private Result outOfTime() {
            return Result.failed(
                    "no answer within " + seconds(config.limits().total()) + " (" + tries + " tries, the last time: "
                            + last + ")",
                    cost,
                    tries);
        }

        /** Null if the time is over. Gives the permit back in any case. */
        private @Nullable ReplyOutcome attempt(Permit permit) throws InterruptedException {
            ReplyOutcome outcome = null;
            try {
                outcome = pay();
                return outcome;
            } finally {
                release(permit, outcome);
            }
        }

        private @Nullable ReplyOutcome pay() throws InterruptedException {
            String stopped = outage.reason().orElse(null);
            if (stopped != null) {
                return new ReplyOutcome.Failure(stopped);
            }
            BudgetGuard.Payment payment;
            try {
                payment = budget.open(request.question(), maxNewTokens(), request.deadline());
            } catch (BudgetGuard.BudgetExhausted e) {
                return new ReplyOutcome.Failure(e.getMessage());
            }
            return payment == null ? null : send(payment);
        }

        private ReplyOutcome send(BudgetGuard.Payment payment) throws InterruptedException {
            boolean settled = false;
            try {
                tries++;
                ReplyOutcome outcome = exchange();
                settled = true;
                settle(payment, outcome);
                return outcome;
            } finally {
                if (!settled) {
                    payment.lost();
                }
            }
        }

        private ReplyOutcome exchange() throws InterruptedException {
            Duration left = Duration.ofNanos(Math.max(1, request.deadline() - System.nanoTime()));
            Duration timeout = config.limits().timeout();
            HttpSender.Sent sent = sender.send(request.body(), left.compareTo(timeout) < 0 ? left : timeout);
            if (sent instanceof HttpSender.Sent.Replied replied) {
                ReplyOutcome outcome = Conclusion.of(request.format(), replied.reply());
                return key == null ? outcome : outcome.without(key);
            }
            HttpSender.Sent.Broken broken = (HttpSender.Sent.Broken) sent;
            return new ReplyOutcome.Retry(null, broken.reason(), false, broken.reached());
        }

        private void settle(BudgetGuard.Payment payment, ReplyOutcome outcome) {
            if (outcome instanceof ReplyOutcome.Retry retry) {
                if (retry.maybePaid()) {
                    payment.lost();
                } else {
                    payment.of(Usage.NONE);
                }
                return;
            }
            cost += payment.of(outcome.usage());
            if (outcome instanceof ReplyOutcome.Failure failed && failed.stopsRun()) {
                outage.began(failed.reason());
            } else {
                outage.ended();
            }
        }

        private int maxNewTokens() {
            RemoteGeneration asked = request.question().generation();
            return asked == null ? config.generation().maxNewTokens() : asked.maxNewTokens();
        }

        /** Waits before the next try: as the server asks, else by exponential back-off with full jitter. */
        private boolean rest(ReplyOutcome.Retry retry) throws InterruptedException {
            Duration wait = retry.after() == null ? backOff() : retry.after();
            if (System.nanoTime() + wait.toNanos() - request.deadline() >= 0) {
                last += "; the wait before the next try would be " + seconds(wait);
                return false;
            }
            Thread.sleep(wait.toMillis(), wait.toNanosPart() % 1_000_000);
            return true;
        }

        private Duration backOff() {
            long longest = Math.min(
                    LONGEST_BACK_OFF.toNanos(), config.limits().backOff().toNanos() << Math.min(tries - 1, 10));
            return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest + 1));
        }
    }

    Asking(
            RemoteConfig config,
            HttpSender sender,
            AdaptiveLimit concurrency,
            Outage outage,
            BudgetGuard budget,
            @Nullable ApiKey key) {
        this.config = config;
        this.sender = sender;
        this.concurrency = concurrency;
        this.outage = outage;
        this.budget = budget;
        this.key = key;
    }

    Result ask(ApiRequest request) throws InterruptedException {
        return new Way(request).run();
    }

    private static String seconds(Duration time) {
        return Numbers.plain(time.toMillis() / 1e3) + " s";
    }

    private void release(Permit permit, @Nullable ReplyOutcome outcome) {
        if (outcome instanceof ReplyOutcome.Retry retry) {
            if (retry.after() != null) {
                concurrency.pause(retry.after());
            }
            if (retry.throttled()) {
                concurrency.throttled(permit);
            } else {
                concurrency.ended(permit);
            }
        } else if (outcome instanceof ReplyOutcome.Text || outcome instanceof ReplyOutcome.Refusal) {
            concurrency.succeeded(permit);
        } else {
            concurrency.ended(permit);
        }
    }
}
