package dev.vlmstream.evaluation.metrics;

import dev.vlmstream.evaluation.Named;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the items of a group are to each other. A group is right if all its items are.
 *
 * @param id in task files, references and scores
 * @param title of the share of right groups, in tables
 * @param isScored whether categories have MME's score
 * @param help what such a group is, in a line without a full stop
 * @param sizes how many items a group has, by its question's options; null: it is not known
 * @param categories a category's levels, from its name
 */
public record Grouping(
        String id,
        String title,
        boolean isScored,
        String help,
        IntFunction<@Nullable Integer> sizes,
        UnaryOperator<String> categories)
        implements Named {

    /**
     * How many items a group has; null where only the run's end tells.
     *
     * @param options of the item's question
     */
    public @Nullable Integer size(int options) {
        return sizes.apply(options);
    }

    /** The category with all its levels; null stays null. */
    public @Nullable String category(@Nullable String name) {
        return name == null ? null : categories.apply(name);
    }
}
