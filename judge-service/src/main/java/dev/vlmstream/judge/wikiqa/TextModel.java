package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.streaming.loop.BatchHandler;
import org.jspecify.annotations.Nullable;

/** A model that writes, asked with words alone. May be used by several threads. */
public interface TextModel {
    /** Room for the questions of a class. */
    int LONG = 4096;

    /** The same for a bundle, which is not to be silent for longer than a batch may take. */
    int LONG_HERE = 2048;

    ModelBundle bundle();

    /** Asks what a step has to ask; there is a reply to each request, whatever became of it. */
    BatchHandler handler(RecordHandler<TextRequest, WikiReply> step);

    /**
     * What is asked.
     *
     * @param account whose costs they are
     * @param budget USD of the account; null: no limit
     * @param prompt as it is sent; a model of your own puts it into its template
     * @param isLong whether questions are wanted; else a letter is
     */
    record TextRequest(String account, @Nullable Double budget, String prompt, boolean isLong) {}
}
