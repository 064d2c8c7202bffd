package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.remote.AdaptiveLimit.Permit;
import dev.vlmstream.inference.remote.api.ApiKey;
import dev.vlmstream.inference.remote.api.HttpReplyReader;
import dev.vlmstream.inference.remote.api.Numbers;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.RemoteGeneration;
import dev.vlmstream.inference.remote.api.ReplyFormat;
import dev.vlmstream.inference.remote.api.ReplyOutcome;
import dev.vlmstream.inference.remote.api.Usage;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks one question until there is an outcome: no more often than the tries allow, and no longer than its time. That the server
 * cannot be asked just now is no try; when that lasts, the question is given back.
 *
 * <p>A server may end because of one question, or for another reason, and either way all that are under way lose their connections.
 * So a lost connection is a try only if nothing else was under way, and a question that has lost as many as it has tries is asked in
 * ever smaller company. A server error is a try only while the server answers others; if there are no others, an answered request is
 * sent again.
 *
 * @param ends told of each request that has ended
 * @param lastAnswered empty at first; no other sender has it
 */
record RetryingSender(
        RemoteConfig config,
        HttpSender sender,
        AdaptiveLimit concurrency,
        Availability availability,
        BudgetGuard budget,
        @Nullable ApiKey key,
        Consumer<RequestEnd> ends,
        AtomicReference<ApiRequest> lastAnswered) {
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);
    /** Between attempts at a server that cannot be asked: a question is not to sleep through the time at which it is given back. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofSeconds(2);

    /**
     * @param shorter the body of the same request with this many tokens for the reply
     * @param deadline of {@link System#nanoTime}, for everything
     * @param before what came of sender before it was given back; null: nothing
     */
    record ApiRequest(
            RemoteQuestion question,
            byte[] body,
            IntFunction<byte[]> shorter,
            ReplyFormat format,
            long deadline,
            @Nullable Result before) {}

    /** The attempts at one question; not shared. */
    private final class Attempts {
        private final ApiRequest request;
        private double cost;
        private int tries;
        /** Connections while other questions were under way. */
        private int lost;

        /** Whether a request that is to be sent again is one of the tries. */
        private boolean isTry;

        /** How many questions had been answered at this one's first server error; negative: it had none. */
        private long answersBefore = -1;

        /** A server error of the last request that other questions may get, too: it is no try. Null: it had none. */
        private ReplyOutcome.@Nullable Retry unattributed;

        private int waits;
        private String last = "it never had its turn";
        /** Whether there was no whole reply although the server worked on nothing else: it may have ended of this question. */
        private boolean suspect;

        Attempts(ApiRequest request) {
            this.request = request;
            if (request.before() != null) {
                cost = request.before().cost();
                tries = request.before().tries();
                lost = request.before().lost();
                suspect = tries > 0;
            }
        }

        Result run() throws InterruptedException {
            while (tries < config.limits().tries()) {
                Permit permit = concurrency.acquire(request.deadline(), company());
                if (permit == null) {
                    return availability.away().isPresent() ? unasked() : outOfTime();
                }
                ReplyOutcome outcome = attempt(permit);
                if (outcome == null) {
                    return outOfTime();
                }
                if (outcome instanceof ReplyOutcome.Unavailable unavailable) {
                    last = unavailable.reason();
                    if (availability.away().isPresent()
                            || !pause(unavailable.after(), backOff(++waits, LONGEST_WAIT))) {
                        return unasked();
                    }
                } else if (outcome instanceof ReplyOutcome.Retry retry) {
                    last = retry.reason();
                    if (tries < config.limits().tries()
                            && !pause(retry.after(), backOff(tries + lost, LONGEST_BACK_OFF))) {
                        return outOfTime();
                    }
                } else {
                    return stops(outcome) ? unasked() : new Result(outcome, cost, tries, lost, false);
                }
            }
            return Result.failed("asked " + tries + " times, the last time: " + last, cost, tries);
        }

        /** How many may be under way with it: an eighth for each connection lost beyond the tries. */
        private int company() {
            int company = config.limits().maxConcurrency();
            for (int i = config.limits().tries(); i <= lost && company > 1; i++) {
                company = Math.max(1, company / 8);
            }
            return company;
        }

        /** One that was never sent has not had its time. */
        private Result outOfTime() {
            if (tries == 0) {
                return unasked();
            }
            return Result.failed(
                    "no answer within " + seconds(config.limits().total()) + " (" + tries
                            + (tries == 1 ? " try, " : " tries, ") + "the last time: " + last + ")",
                    cost,
                    tries);
        }

        private Result unasked() {
            RemoteModel.Away away = availability.away().orElse(null);
            String reason = away == null ? last : away.describe();
            return availability.isWaitOver()
                    ? Result.failed("not answered: " + reason, cost, tries)
                    : new Result(new ReplyOutcome.Unavailable(null, reason, false, false), cost, tries, lost, false);
        }

        /** Null if the time is over. Gives the permit back in any case. */
        private @Nullable ReplyOutcome attempt(Permit permit) throws InterruptedException {
            ReplyOutcome outcome = null;
            try {
                unattributed = null;
                outcome =
                        suspect && !sender.isThere(LOOK) ? gone("nothing answers at the address", false) : paid(permit);
                if (unattributed != null && availability.away().isPresent() && isAnotherAnswered(permit)) {
                    tries++;
                    outcome = unattributed;
                }
                return outcome;
            } finally {
                release(permit, outcome);
            }
        }

        private @Nullable ReplyOutcome paid(Permit permit) throws InterruptedException {
            BudgetGuard.Payment payment;
            try {
                payment = budget.open(request.question(), maxNewTokens(), request.deadline());
            } catch (BudgetGuard.BudgetExhausted e) {
                return new ReplyOutcome.Failure(e.getMessage());
            }
            return payment == null ? null : send(payment, permit);
        }

        private ReplyOutcome send(BudgetGuard.Payment payment, Permit permit) throws InterruptedException {
            boolean settled = false;
            try {
                long begun = System.nanoTime();
                ReplyOutcome outcome = exchange(permit, payment.maxNewTokens());
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                settled = true;
                ends.accept(RequestEnd.of(outcome, took, settle(payment, outcome)));
                return cutShort(outcome, payment.maxNewTokens());
            } finally {
                if (!settled) {
                    payment.lost();
                }
            }
        }

        /** What only a budget has cut is not the answer to the question. */
        private ReplyOutcome cutShort(ReplyOutcome outcome, int maxNewTokens) {
            return maxNewTokens < maxNewTokens() && outcome instanceof ReplyOutcome.Text text && text.truncated()
                    ? new ReplyOutcome.Failure(
                            "budget reached: the reply is longer than the " + maxNewTokens
                                    + " tokens that were left for it",
                            false,
                            text.usage())
                    : outcome;
        }

        private ReplyOutcome exchange(Permit permit, int maxNewTokens) throws InterruptedException {
            Duration left = Duration.ofNanos(Math.max(1, request.deadline() - System.nanoTime()));
            Duration timeout = config.limits().timeout();
            byte[] body = maxNewTokens < maxNewTokens() ? request.shorter().apply(maxNewTokens) : request.body();
            isTry = true;
            HttpSender.Sent sent =
                    sender.send(body, request.question().headers(), left.compareTo(timeout) < 0 ? left : timeout);
            if (sent instanceof HttpSender.Sent.Replied replied) {
                ReplyOutcome read = HttpReplyReader.of(request.format(), replied.reply());
                ReplyOutcome outcome = key == null ? read : read.without(key);
                return outcome instanceof ReplyOutcome.Retry error
                                && replied.reply().status() >= 500
                        ? serverError(error)
                        : outcome;
            }
            HttpSender.Sent.Broken broken = (HttpSender.Sent.Broken) sent;
            if (broken.cause() == HttpSender.Sent.Cause.NOT_REACHED) {
                return gone(broken.reason(), false);
            }
            boolean alone = concurrency.isAlone(permit);
            suspect |= alone;
            isTry = alone || broken.cause() != HttpSender.Sent.Cause.LOST;
            lost += isTry ? 0 : 1;
            return alone || sender.isThere(LOOK)
                    ? new ReplyOutcome.Retry(null, broken.reason(), true)
                    : gone(broken.reason(), true);
        }

        private ReplyOutcome serverError(ReplyOutcome.Retry error) {
            answersBefore = answersBefore < 0 ? availability.answers() : answersBefore;
            if (availability.isQuestionsFault(this, answersBefore)) {
                return error;
            }
            unattributed = error;
            return new ReplyOutcome.Unavailable(error.after(), error.reason(), false, false);
        }

        /**
         * Whether the server answers what it has answered before: the last questions of a run may all be such that it fails at
         * them, and then there is no other to tell by. What that costs is part of this question's cost.
         */
        private boolean isAnotherAnswered(Permit permit) throws InterruptedException {
            ApiRequest known = lastAnswered.get();
            if (known == null) {
                return false;
            }
            // A short answer will do. Its limit varies, so that no cache on the way answers in place of the server.
            byte[] body = known.shorter().apply(ThreadLocalRandom.current().nextInt(16, 128));
            Attempts repetition = new Attempts(new ApiRequest(
                    request.question(), body, known.shorter(), known.format(), request.deadline(), null));
            long before = availability.answers();
            repetition.paid(permit);
            cost += repetition.cost;
            return availability.answers() > before;
        }

        private static ReplyOutcome gone(String reason, boolean maybePaid) {
            return new ReplyOutcome.Unavailable(null, reason, false, maybePaid);
        }

        /** @return USD by the reply */
        private double settle(BudgetGuard.Payment payment, ReplyOutcome outcome) {
            if (outcome instanceof ReplyOutcome.Unavailable unavailable) {
                charge(payment, unavailable.maybePaid());
                return 0;
            }
            if (outcome instanceof ReplyOutcome.Retry retry) {
                tries += isTry ? 1 : 0;
                charge(payment, retry.maybePaid());
                return 0;
            }
            double paid = 0;
            if (outcome instanceof ReplyOutcome.Text && outcome.usage().equals(Usage.NONE)) {
                payment.lost();
            } else {
                paid = payment.of(outcome.usage());
            }
            cost += paid;
            if (!stops(outcome)) {
                tries++;
                if (outcome instanceof ReplyOutcome.Text) {
                    lastAnswered.set(request);
                }
                availability.answered();
            }
            return paid;
        }

        private static void charge(BudgetGuard.Payment payment, boolean maybePaid) {
            if (maybePaid) {
                payment.lost();
            } else {
                payment.of(Usage.NONE);
            }
        }

        private int maxNewTokens() {
            RemoteGeneration asked = request.question().generation();
            return asked == null ? config.generation().maxNewTokens() : asked.maxNewTokens();
        }

        /** Waits before the next time: as the server asks, else by exponential back-off with full jitter. */
        private boolean pause(@Nullable Duration after, Duration own) throws InterruptedException {
            Duration wait = after == null ? own : after;
            if (System.nanoTime() + wait.toNanos() - request.deadline() >= 0) {
                last += "; the wait before the next try would be " + seconds(wait);
                return false;
            }
            Thread.sleep(wait.toMillis(), wait.toNanosPart() % 1_000_000);
            return true;
        }

        private Duration backOff(int times, Duration most) {
            long longest = Math.min(most.toNanos(), config.limits().backOff().toNanos() << Math.min(times - 1, 10));
            return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest + 1));
        }
    }

    Result ask(ApiRequest request) throws InterruptedException {
        return new Attempts(request).run();
    }

    private static boolean stops(ReplyOutcome outcome) {
        return outcome instanceof ReplyOutcome.Failure failed && failed.stopsModel();
    }

    private static String seconds(Duration time) {
        return Numbers.plain(time.toMillis() / 1e3) + " s";
    }

    private void release(Permit permit, @Nullable ReplyOutcome outcome) {
        if (outcome instanceof ReplyOutcome.Unavailable unavailable) {
            Duration away = availability.unreached(unavailable.reason(), unavailable.after());
            if (away != null) {
                concurrency.beginAgain(away);
            } else if (unavailable.after() != null) {
                concurrency.pause(unavailable.after());
            }
            if (unavailable.throttled()) {
                concurrency.throttled(permit);
            } else {
                concurrency.ended(permit);
            }
        } else if (outcome instanceof ReplyOutcome.Failure failed && failed.stopsModel()) {
            concurrency.beginAgain(availability.stopped(failed.reason()));
            concurrency.ended(permit);
        } else if (outcome instanceof ReplyOutcome.Text || outcome instanceof ReplyOutcome.Refusal) {
            concurrency.succeeded(permit);
        } else {
            concurrency.ended(permit);
        }
    }
}
