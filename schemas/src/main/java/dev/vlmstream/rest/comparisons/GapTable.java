package dev.vlmstream.rest.comparisons;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The study's argument in one table (Zhang et al. 2024): what vision-language models answer, what they find likely and what is
 * inside them, against the dual encoder on the same items.
 *
 * @param referenceRun the run of the row that all others are compared with; null: there is none
 * @param referenceModel its model; where that model answered in a row's own run, as it does when labels are offered, the
 *     row is compared with that
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record GapTable(
        @Nullable String referenceRun, @Nullable String referenceModel, List<GapRow> rows) {}
