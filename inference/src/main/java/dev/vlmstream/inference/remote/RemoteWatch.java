package dev.vlmstream.inference.remote;

import java.time.Duration;

/** What a process does when one of its remote models cannot be asked just now. */
public interface RemoteWatch {
    /** Nothing but what has to be. */
    RemoteWatch SILENT = new RemoteWatch() {};

    /** The model has not answered for a while. */
    default void away(String model, String reason) {}

    /** It answers again. */
    default void back(String model, Duration after) {}

    /** No question can succeed until someone changes something: key, name of the model, credit. */
    default void stopped(String model, String sentence) {}

    /**
     * What is thrown to whoever asked, so that the questions are asked again later. Those that came to an end are not asked again.
     *
     * @param pause how long asking is of no use
     */
    default RuntimeException givenBack(String reason, Duration pause) {
        return new IllegalStateException(reason);
    }
}
