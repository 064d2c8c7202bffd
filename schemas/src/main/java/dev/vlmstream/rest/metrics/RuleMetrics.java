package dev.vlmstream.rest.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How often a model was right under one rule.
 *
 * @param correct of a rule that gives part credit: graded 0.5 or more
 * @param accuracy correct / n, or the mean grade of a rule that gives part credit; null for n = 0
 * @param low lower end of the 95 % interval, Wilson's or that of grades; null for n = 0
 * @param high its upper end
 * @param graded true if the rule gives part credit; null, and left out, if not
 */
public record RuleMetrics(
        long n,
        long correct,
        @Nullable Double accuracy,
        @Nullable Double low,
        @Nullable Double high,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean graded) {}
