package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.remote.RemoteAnswer.Effort;

/**
 * The end of asking.
 *
 * @param outcome never {@link Outcome.Retry}
 * @param cost USD by the usage that replies told
 */
record Result(Outcome outcome, double cost, int tries, boolean isCached) {

    static Result cached(ResponseCache.Entry entry) {
        return new Result(entry.outcome(), 0, 0, true);
    }

    static Result failed(String reason, double cost, int tries) {
        return new Result(new Outcome.Failed(reason), cost, tries, false);
    }

    RemoteAnswer answer(boolean priced, double seconds) {
        if (outcome instanceof Outcome.Text text) {
            return new RemoteAnswer.Answered(text.text(), text.truncated(), effort(text.usage(), priced, seconds));
        }
        if (outcome instanceof Outcome.Refused refused) {
            return new RemoteAnswer.Refused(refused.text(), refused.reason(), effort(refused.usage(), priced, seconds));
        }
        Outcome.Failed failed = (Outcome.Failed) outcome;
        return new RemoteAnswer.Failed(failed.reason(), effort(failed.usage(), priced, seconds));
    }

    private Effort effort(Usage usage, boolean priced, double seconds) {
        return new Effort(
                usage.inputTokens(), usage.outputTokens(), priced ? (Double) cost : null, isCached, seconds, tries);
    }
}
