package dev.vlmstream.decode;

import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.serving.ModelRequest;

/** A question whose image, if it has one, is ready for the model. */
record PreparedQuestion(ModelRequest request, Picture picture) {

    RunManifest manifest() {
        return request.manifest();
    }

    String text() {
        return request.question().getText();
    }

    PromptStyle style() {
        return "study".equals(manifest().getPromptStyle()) ? PromptStyle.STUDY : PromptStyle.CHAT;
    }

    boolean isLikelihood() {
        return ModelKind.CLASS_LIKELIHOOD.equals(manifest().getTask());
    }
}
