package dev.vlmstream.cli.offline;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.SentenceEncoder;
import java.util.Locale;

/** A model that was named where a sentence encoder is needed. */
public final class Encoders {
    private Encoders() {}

    /**
     * The encoder.
     *
     * @param what needs one
     * @throws CommandFailure if the model is none
     */
    public static SentenceEncoder require(Model model, String what) {
        if (model instanceof SentenceEncoder encoder) {
            return encoder;
        }
        throw new CommandFailure(
                what + " needs a sentence encoder; " + model.bundle().name() + " is a "
                        + model.bundle().kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
}
