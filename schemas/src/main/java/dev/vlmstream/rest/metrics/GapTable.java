package dev.vlmstream.rest.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The study's argument in one table (Zhang et al. 2024): what vision-language models answer, what they find likely and what is
 * inside them, against the dual encoder on the same items.
 *
 * @param referenceRun the run of the row that stands for the dual encoder, best over all classes; null: there is none
 * @param referenceModel its model. A row is compared with the dual encoder of its own run, which chose from the same classes; else
 *     with one of another run that did; else with this one, and {@code paired.unlike} says in what the choice differs
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record GapTable(
        @Nullable String referenceRun, @Nullable String referenceModel, List<GapRow> rows) {

    /**
     * One model under one setting.
     *
     * @param model as the run names it
     * @param base the model that it is about: a probe's is the one whose features it reads
     * @param kind open-world, closed-world, multiple-choice, class-likelihood, zero-shot, supervised or probe
     * @param setting in words
     * @param labels how many labels were offered to choose from; null: all, or none
     * @param optimistic something was chosen on the very items that are judged: the number is too high, and so is its interval
     * @param primary judged by the task's primary rule, as in comparisons of runs
     * @param n judged items
     * @param accuracy correct / n; null for n = 0
     * @param low lower end of the 95 % Wilson interval; null for n = 0
     * @param high its upper end
     * @param againstRun the run of the row that it is compared with; null: with none
     * @param paired this row less that one, on the items that both answered; null where there is none
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record GapRow(
            String run,
            String model,
            String base,
            String kind,
            String setting,
            @Nullable Integer labels,
            boolean optimistic,
            boolean primary,
            long n,
            long correct,
            @Nullable Double accuracy,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable String againstRun,
            @Nullable PairedMetrics paired) {

        /** This row, compared with that of another run. */
        public GapRow against(String otherRun, PairedMetrics difference) {
            return with(setting, otherRun, difference);
        }

        /** This row, with another difference to the same one. */
        public GapRow withPaired(PairedMetrics difference) {
            return with(setting, againstRun, difference);
        }

        /** This row under another name. */
        public GapRow withSetting(String words) {
            return with(words, againstRun, paired);
        }

        private GapRow with(String words, @Nullable String otherRun, @Nullable PairedMetrics difference) {
            return new GapRow(
                    run,
                    model,
                    base,
                    kind,
                    words,
                    labels,
                    optimistic,
                    primary,
                    n,
                    correct,
                    accuracy,
                    low,
                    high,
                    otherRun,
                    difference);
        }

        /** Its components by name. Those that are not set are null, 0, false or empty. */
        public static final class Builder {
            public String run;
            public String model;
            public String base;
            public String kind;
            public String setting;
            public @Nullable Integer labels;
            public boolean optimistic;
            public boolean primary;
            public long n;
            public long correct;
            public @Nullable Double accuracy;
            public @Nullable Double low;
            public @Nullable Double high;
            public @Nullable String againstRun;
            public @Nullable PairedMetrics paired;

            public GapRow build() {
                return new GapRow(
                        run,
                        model,
                        base,
                        kind,
                        setting,
                        labels,
                        optimistic,
                        primary,
                        n,
                        correct,
                        accuracy,
                        low,
                        high,
                        againstRun,
                        paired);
            }
        }
    }
}
