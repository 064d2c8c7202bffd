package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.VerdictStatus;
import org.jspecify.annotations.Nullable;

/**
 * What counts of a verdict.
 *
 * @param grade in billionths, so that sums do not depend on the order; null where there is none
 */
record VerdictMark(
        VerdictStatus status, boolean right, @Nullable Long grade, Usage usage) {
    static final VerdictMark LOST = new VerdictMark(VerdictStatus.FAILED, false, null, Usage.NONE);
    private static final int LAYOUT = 1;

    private static final double BILLION = 1e9;
    /** Grades are cosines; the stored number must not be negative, and 0 is no grade. */
    private static final long OFFSET = 1_000_000_001L;

    private static final VerdictStatus[] STATUSES = VerdictStatus.values();

    /**
     * What a verdict took.
     *
     * @param microCost in millionths of a USD: whole numbers add up to the same in any order
     */
    record Usage(long promptTokens, long outputTokens, long microCost) {
        static final Usage NONE = new Usage(0, 0, 0);

        static Usage of(Verdict verdict) {
            return new Usage(
                    Math.max(0, verdict.getPromptTokens()),
                    Math.max(0, verdict.getOutputTokens()),
                    verdict.getCost() == null ? 0 : Math.max(0, Math.round(verdict.getCost() * 1e6)));
        }

        Usage plus(Usage other) {
            return new Usage(
                    promptTokens + other.promptTokens, outputTokens + other.outputTokens, microCost + other.microCost);
        }
    }

    static VerdictMark of(Verdict verdict) {
        boolean given = verdict.getStatus() == VerdictStatus.GIVEN;
        if (given && verdict.getRight() == null) {
            throw new IllegalArgumentException("the verdict of " + verdict.getJudge() + " on " + verdict.getItemId()
                    + " is given and says neither right nor wrong");
        }
        Double grade = verdict.getGrade();
        if (grade != null && !(grade >= -1.000001 && grade <= 1.000001)) {
            throw new IllegalArgumentException("the verdict of " + verdict.getJudge() + " on " + verdict.getItemId()
                    + " has the grade " + grade + ", which must be from -1 to 1");
        }
        return new VerdictMark(
                verdict.getStatus(),
                given && verdict.getRight(),
                given && grade != null ? Math.round(Math.max(-1, Math.min(1, grade)) * BILLION) : null,
                Usage.of(verdict));
    }

    byte[] encode() {
        return new StateFormat.Writer()
                .number(LAYOUT)
                .number(status.ordinal())
                .number(right ? 1 : 0)
                .number(grade == null ? 0 : grade + OFFSET)
                .number(usage.promptTokens())
                .number(usage.outputTokens())
                .number(usage.microCost())
                .bytes();
    }

    static VerdictMark decode(byte[] bytes) {
        StateFormat.Reader in = new StateFormat.Reader(bytes);
        in.version(LAYOUT);
        VerdictStatus status = STATUSES[in.integer()];
        boolean right = in.integer() == 1;
        long grade = in.number();
        Usage usage = new Usage(in.number(), in.number(), in.number());
        return new VerdictMark(status, right, grade == 0 ? null : grade - OFFSET, usage);
    }
}
