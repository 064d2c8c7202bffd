package dev.vlmstream.rest.metrics;

import java.util.List;

/**
 * How far the models of a run are right about the same items, each under its primary rule.
 *
 * @param items that all of the models with answers have judged
 * @param rightBy how many of these items none, one, two … of the models got right
 * @param models those with answers
 */
public record ModelAgreement(long items, List<Long> rightBy, List<Alone> models) {
    /**
     * Where a model differs from all others.
     *
     * @param onlyRight items that it alone got right
     * @param onlyWrong items that all others got right
     */
    public record Alone(String model, long onlyRight, long onlyWrong) {}
}
