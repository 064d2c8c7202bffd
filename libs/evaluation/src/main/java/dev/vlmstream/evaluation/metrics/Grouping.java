package dev.vlmstream.evaluation.metrics;

import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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
        UnaryOperator<String> categories) {
    /** MMBench (Y. Liu et al., ECCV 2024): one question with its options in every rotation. */
    public static final Grouping CIRCULAR = new Grouping(
            "circular",
            "circular",
            false,
            "a question in all rotations of its options",
            options -> options == 0 ? null : options,
            UnaryOperator.identity());

    /** MME (C. Fu et al., arXiv 2306.13394): the two questions about an image, one of them with the answer no. */
    public static final Grouping PAIRS =
            new Grouping("pairs", "acc+", true, "the two questions about an image", options -> 2, Grouping::ofMme);

    /** Any other. */
    public static final Grouping WHOLE = new Grouping(
            "whole", "whole groups", false, "items that are right together", options -> null, UnaryOperator.identity());

    public static final List<Grouping> ALL = List.of(CIRCULAR, PAIRS, WHOLE);

    private static final Set<String> COGNITION =
            Set.of("commonsense_reasoning", "numerical_calculation", "text_translation", "code_reasoning");
    private static final Set<String> PERCEPTION = Set.of(
            "existence", "count", "position", "color", "posters", "celebrity", "scene", "landmark", "artwork", "OCR");

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

    /** MME sums its scores up over the categories of perception and over those of cognition. */
    private static String ofMme(String category) {
        return PERCEPTION.contains(category)
                ? "perception/" + category
                : COGNITION.contains(category) ? "cognition/" + category : category;
    }

    /** In the order of the list. */
    public static List<String> ids() {
        return ALL.stream().map(Grouping::id).toList();
    }

    /**
     * The grouping of that id.
     *
     * @throws IllegalArgumentException if there is none; the message lists the known ids
     */
    public static Grouping of(String id) {
        return ALL.stream()
                .filter(grouping -> grouping.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown grouping '" + id + "'; known groupings: "
                        + ids().stream().collect(Collectors.joining(", "))));
    }

    /** As {@link #of}, of what may be missing or from a newer version: then {@link #WHOLE} stands. */
    public static Grouping known(@Nullable String id) {
        return ALL.stream()
                .filter(grouping -> grouping.id().equals(id))
                .findFirst()
                .orElse(WHOLE);
    }
}
