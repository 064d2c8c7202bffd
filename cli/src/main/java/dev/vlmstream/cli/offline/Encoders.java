package dev.vlmstream.cli.offline;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import java.util.Locale;

/** A model that was named where a sentence encoder is needed. */
public final class Encoders {
    private Encoders() {}

    /**
     * The encoder's bundle.
     *
     * @param what needs one
     * @throws CommandFailure if the model is none
     */
    public static ModelBundle require(ModelBundle bundle, String what) {
        if (bundle.kind() == ModelKind.SENTENCE_ENCODER) {
            return bundle;
        }
        throw new CommandFailure(what + " needs a sentence encoder; " + bundle.name() + " is a "
                + bundle.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
}
