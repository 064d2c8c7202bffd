package dev.vlmstream.inference.remote;

import java.util.Optional;

/** What was answered to which request. All replicas of an installation share it, so that no answer is paid twice. */
public interface AnswerStore {
    /** Waits until all answers that any replica has kept before this call can be found. */
    void catchUp();

    /** @param key see {@link StoredAnswer#key} */
    Optional<StoredAnswer> find(String key);

    /** Returns when the answer is kept; one that cannot be kept is logged, and asked again when it is needed. */
    void put(String key, StoredAnswer answer);
}
