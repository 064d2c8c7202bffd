package dev.vlmstream.cli.report.figures;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures with what was answered about them.
 *
 * @param name above them
 */
public record PictureCards(String name, String caption, List<Card> cards) implements Figure {
    /**
     * @param title the file's name
     * @param label the right answer; null: not known
     * @param picture as a data URI; null: there is none
     */
    public record Card(
            String title, @Nullable String label, @Nullable String picture, List<CardAnswer> answers) {}

    /**
     * @param given what the model was given besides the picture
     * @param outcome right, wrong or none
     */
    public record CardAnswer(String model, String run, ModelMark mark, String given, String answer, String outcome) {}

    @Override
    public String kind() {
        return "cards";
    }
}
