package dev.vlmstream.decode;

import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.streaming.QuestionHandler.Task;

/** A question whose image, if it has one, is ready for the model. */
record PreparedQuestion(Task task, Picture picture) {

    RunManifest manifest() {
        return task.manifest();
    }

    String text() {
        return task.question().getText();
    }

    PromptStyle style() {
        return "study".equals(manifest().getPromptStyle()) ? PromptStyle.STUDY : PromptStyle.CHAT;
    }

    boolean isLikelihood() {
        return "class-likelihood".equals(manifest().getTask());
    }
}
