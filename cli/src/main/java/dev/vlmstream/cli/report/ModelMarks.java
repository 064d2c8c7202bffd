package dev.vlmstream.cli.report;

import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.ModelColour;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How models are told apart in drawings: by their colour, and where two share one by the shape of their marks. */
final class ModelMarks {
    private static final int SHAPES = 4;

    private final Map<String, ModelColour> colours;

    private ModelMarks(Map<String, ModelColour> colours) {
        this.colours = colours;
    }

    /** As the page has them. */
    static ModelMarks of(ScoringClient client) {
        return new ModelMarks(
                client.colours().stream().collect(Collectors.toMap(ModelColour::model, Function.identity())));
    }

    /** Of an element whose lines and marks have the model's colour. */
    String attributes(String model) {
        ModelColour colour = colours.get(model);
        return colour == null
                ? ""
                : String.format(Locale.ROOT, "data-hue=\"%d\" data-round=\"%d\"", colour.hue(), shape(colour));
    }

    /** A mark: a circle, a square, a diamond or a triangle. */
    String dot(String model, double x, double y, boolean hollow) {
        String kind = hollow ? "dot hollow" : "dot";
        ModelColour colour = colours.get(model);
        String path =
                switch (colour == null ? 0 : shape(colour)) {
                    case 1 -> "M%1$.1f %2$.1fm-5 -5h10v10h-10z";
                    case 2 -> "M%1$.1f %2$.1fm0 -6.5l6.5 6.5l-6.5 6.5l-6.5 -6.5z";
                    case 3 -> "M%1$.1f %2$.1fm0 -6.5l6 11h-12z";
                    default -> "M%1$.1f %2$.1fm-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z";
                };
        return String.format(Locale.ROOT, "<path class=\"" + kind + "\" d=\"" + path + "\"/>", x, y);
    }

    private static int shape(ModelColour colour) {
        return colour.round() % SHAPES;
    }
}
