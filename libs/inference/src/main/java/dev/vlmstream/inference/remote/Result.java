package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.remote.RemoteAnswer.RequestCost;
import dev.vlmstream.inference.remote.api.ReplyOutcome;
import dev.vlmstream.inference.remote.api.Usage;
import java.util.Optional;

/**
 * The end of asking.
 *
 * @param outcome never {@link ReplyOutcome.Retry}; {@link ReplyOutcome.Unavailable} if the question is given back
 * @param cost USD by the usage that replies told
 * @param lost how many connections were lost while other questions were under way, which are no tries
 */
record Result(ReplyOutcome outcome, double cost, int tries, int lost, boolean isCached) {

    static Result cached(StoredAnswer answer) {
        return new Result(answer.outcome(), 0, 0, 0, true);
    }

    static Result failed(String reason, double cost, int tries) {
        return new Result(new ReplyOutcome.Failure(reason), cost, tries, 0, false);
    }

    /** The question is to be asked again; nothing if it has come to an end. */
    Optional<ReplyOutcome.Unavailable> givenBack() {
        return outcome instanceof ReplyOutcome.Unavailable unavailable ? Optional.of(unavailable) : Optional.empty();
    }

    RemoteAnswer answer(boolean priced, double seconds) {
        if (outcome instanceof ReplyOutcome.Text text) {
            return new RemoteAnswer.Answered(text.text(), text.truncated(), effort(text.usage(), priced, seconds));
        }
        if (outcome instanceof ReplyOutcome.Refusal refused) {
            return new RemoteAnswer.Refused(refused.text(), refused.reason(), effort(refused.usage(), priced, seconds));
        }
        ReplyOutcome.Failure failed = (ReplyOutcome.Failure) outcome;
        return new RemoteAnswer.Failed(failed.reason(), effort(failed.usage(), priced, seconds));
    }

    private RequestCost effort(Usage usage, boolean priced, double seconds) {
        return new RequestCost(
                usage.inputTokens(), usage.outputTokens(), priced ? (Double) cost : null, isCached, seconds, tries);
    }
}
