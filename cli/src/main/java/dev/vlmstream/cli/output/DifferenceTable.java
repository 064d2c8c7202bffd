package dev.vlmstream.cli.output;

import dev.vlmstream.rest.comparisons.PairedMetrics;
import dev.vlmstream.rest.items.DifferencePage;
import dev.vlmstream.rest.items.ItemLine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The items on which only one of two models was right, with both answers.
 *
 * @param total how many there are; {@code items} may be fewer
 */
public record DifferenceTable(String first, String second, long total, List<Item> items) {
    private static final int LONGEST = 60;

    /**
     * One of them.
     *
     * @param right the model that was right
     */
    public record Item(
            String item,
            @Nullable String image,
            @Nullable String label,
            String right,
            @Nullable String first,
            @Nullable String second) {}

    public static DifferenceTable of(PairedMetrics pair, DifferencePage page) {
        return new DifferenceTable(
                pair.first(),
                pair.second(),
                page.total(),
                page.items().stream().map(both -> item(pair, both)).toList());
    }

    private static Item item(PairedMetrics pair, DifferencePage.Pair both) {
        ItemLine one = both.first();
        return new Item(
                one.item(),
                one.image(),
                one.label(),
                Boolean.TRUE.equals(one.correct()) ? pair.first() : pair.second(),
                one.response().orElse(null),
                both.second().response().orElse(null));
    }

    /** A heading, and a row per item. */
    public List<String> lines() {
        TextTable table = new TextTable("image", "label", "right", first + " said", second + " said");
        items.forEach(one -> table.row(
                one.image() == null ? one.item() : one.image(),
                shown(one.label()),
                one.right(),
                shown(one.first()),
                shown(one.second())));
        List<String> lines = new ArrayList<>(
                List.of("", first + " and " + second + ": only one is right on " + total + " items" + shownOf()));
        if (!items.isEmpty()) {
            lines.addAll(table.lines());
        }
        return lines;
    }

    private String shownOf() {
        return items.size() < total ? ", the first " + items.size() : "";
    }

    private static String shown(@Nullable String text) {
        if (text == null) {
            return "–";
        }
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
