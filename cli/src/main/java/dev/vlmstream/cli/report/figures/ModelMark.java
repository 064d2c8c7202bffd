package dev.vlmstream.cli.report.figures;

import dev.vlmstream.rest.ModelColour;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model is told apart from others in a drawing.
 *
 * @param hue of the palette; null: it has none
 * @param shape models that share a colour differ in it
 */
public record ModelMark(@Nullable Integer hue, int shape) {
    /** A circle, a square, a diamond, a triangle, from their middle on. */
    private static final List<String> SHAPES = List.of(
            "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
            "m-5 -5h10v10h-10z",
            "m0 -6.5l6.5 6.5l-6.5 6.5l-6.5 -6.5z",
            "m0 -6.5l6 11h-12z");

    /** @param colour as the page has it; null: the scoring service has none for the model */
    public static ModelMark of(@Nullable ModelColour colour) {
        return colour == null ? new ModelMark(null, 0) : new ModelMark(colour.hue(), colour.round() % SHAPES.size());
    }

    public String path() {
        return SHAPES.get(shape);
    }
}
