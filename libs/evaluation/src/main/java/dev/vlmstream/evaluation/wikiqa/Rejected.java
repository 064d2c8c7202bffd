package dev.vlmstream.evaluation.wikiqa;

/**
 * What a model wrote in vain.
 *
 * @param text the reply, or the question as JSON, cut after {@value #LONGEST} characters
 */
public record Rejected(Rejection reason, String text) {
    private static final int LONGEST = 2_000;

    public Rejected {
        text = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
