package dev.vlmstream.inference.sentence;

import java.util.LinkedHashMap;
import java.util.Map;

/** Embeddings of the texts that were asked for lately: labels and frequent answers return all the time. */
final class EmbeddingCache extends LinkedHashMap<String, float[]> {

    private static final long serialVersionUID = 1;
    /** 16 MiB of embeddings of 384 numbers, and their texts. */
    private static final int MOST = 10_000;

    EmbeddingCache() {
        super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
        return size() > MOST;
    }
}
