package dev.vlmstream.evaluation.likelihood;

import dev.vlmstream.evaluation.metrics.RuleCount;

/**
 * Accuracies at one α.
 *
 * @param alpha weight of the image's own log-probability; 1 is the uncalibrated sum
 */
public record AlphaPoint(int alpha, RuleCount top1, RuleCount top5) {}
