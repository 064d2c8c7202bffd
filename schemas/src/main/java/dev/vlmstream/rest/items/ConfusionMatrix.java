package dev.vlmstream.rest.items;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which class a model answered for which, counted: a row for each group of classes that were shown, a column for each that
 * was answered.
 *
 * @param of only the classes that are grouped with this one; null: all
 * @param groups in the order of rows and columns: classes that are taken for one another, of up to 50 classes each alone
 * @param right of each row, how many answers were the very class that was shown
 * @param counts by row and column; behind the groups' columns the answers with other classes, then those that name none
 */
public record ConfusionMatrix(
        String model,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String of,
        List<List<String>> groups,
        List<Long> right,
        List<List<Long>> counts) {}
