package dev.vlmstream.inference.remote.stub;

import java.util.List;

/** Which request meets which fault. */
@FunctionalInterface
public interface FaultPlan {

    /** Faults that any question may meet. */
    List<Fault> MIXED = List.of(
            Fault.THROTTLED_WITH_DELAY,
            Fault.THROTTLED_WITHOUT_DELAY,
            Fault.OVERLOADED,
            Fault.SERVER_ERROR,
            Fault.GATEWAY_PAGE,
            Fault.HANG,
            Fault.CUT,
            Fault.BROKEN_JSON,
            Fault.RUBBISH,
            Fault.EMPTY,
            Fault.REFUSAL,
            Fault.CONTENT_FILTER,
            Fault.BAD_IMAGE);

    /**
     * @param question SHA-256 of the request in hexadecimal
     * @param attempt 1 for the first
     */
    Fault of(String question, int attempt);

    static FaultPlan none() {
        return (question, attempt) -> Fault.NONE;
    }

    static FaultPlan always(Fault fault) {
        return (question, attempt) -> fault;
    }

    /** That fault this many times, then an answer. */
    static FaultPlan first(int times, Fault fault) {
        return (question, attempt) -> attempt <= times ? fault : Fault.NONE;
    }

    /**
     * Every fault there is, each try again, for this many percent of the requests; the same for the same question. Hanging,
     * which costs who asks a time-out, is a quarter as frequent as the others.
     */
    static FaultPlan mixed(int percent) {
        return (question, attempt) -> {
            int draw = Integer.parseInt(question.substring(0, 6), 16) + 7919 * attempt;
            if (draw % 100 >= percent) {
                return Fault.NONE;
            }
            Fault fault = MIXED.get(draw / 100 % MIXED.size());
            return fault == Fault.HANG && draw / 100 / MIXED.size() % 4 > 0 ? Fault.CUT : fault;
        };
    }
}
