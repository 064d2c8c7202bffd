package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.VisionLanguageModel.PrefixReuse;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of prompts about images, by the image's name, the least recently used dropped first. Used by the decoding
 * thread; the counters may be read by any.
 */
public final class PrefixCache implements AutoCloseable {

    private final long capacity;
    private final Map<String, CachedPrefix> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();
    private final AtomicLong reusedTokens = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    private record CachedPrefix(EmbeddedPrompt prompt, KvTensors kv) {}

    /** @param capacity in bytes; 0: nothing is kept */
    public PrefixCache(long capacity) {
        this.capacity = capacity;
    }

    /** Whether what is computed of this prompt may be kept. */
    boolean keeps(EmbeddedPrompt prompt) {
        return capacity > 0 && prompt.content() != null && prompt.imageEnd() > 0 && prompt.mayBeContinued();
    }

    /** Whether the image of a prompt need not be read. Counts nothing. */
    public boolean covers(EmbeddedPrompt prompt) {
        return keeps(prompt) && reusable(prompt, entries.get(prompt.content())) > 0;
    }

    /** The longest beginning that has been computed, if the image is in it; valid until the next {@link #keep}. */
    Optional<KvRow> find(EmbeddedPrompt prompt) {
        if (!keeps(prompt)) {
            return Optional.empty();
        }
        CachedPrefix entry = entries.get(prompt.content());
        int tokens = reusable(prompt, entry);
        if (tokens == 0) {
            misses.incrementAndGet();
            return Optional.empty();
        }
        hits.incrementAndGet();
        reusedTokens.addAndGet(tokens);
        return Optional.of(KvRow.of(entry.kv(), 0, new KvRow.Span(0, tokens)));
    }

    private static int reusable(EmbeddedPrompt prompt, @Nullable CachedPrefix entry) {
        int common = entry == null ? 0 : prompt.reusable(entry.prompt());
        return common < prompt.imageEnd() ? 0 : common;
    }

    /** Keeps a copy of a prompt's keys and values, in place of an earlier one about the same image. */
    void keep(EmbeddedPrompt prompt, KvRow computed) {
        if (!keeps(prompt)) {
            return;
        }
        forget(prompt.content());
        long size = computed.source().bytesOf(computed.length());
        if (size > capacity) {
            return;
        }
        Iterator<CachedPrefix> oldest = entries.values().iterator();
        while (bytes.get() + size > capacity) {
            drop(oldest.next());
            oldest.remove();
        }
        entries.put(
                prompt.content(),
                new CachedPrefix(prompt.withoutFeatures(), KvTensors.copy(List.of(computed), computed.length())));
        bytes.addAndGet(size);
    }

    /** Drops what is kept of an image. */
    public void forget(@Nullable String content) {
        CachedPrefix entry = entries.remove(content);
        if (entry != null) {
            drop(entry);
        }
    }

    private void drop(CachedPrefix entry) {
        bytes.addAndGet(-entry.kv().bytes());
        entry.kv().close();
    }

    public PrefixReuse counters() {
        return new PrefixReuse(hits.get(), misses.get(), reusedTokens.get(), bytes.get());
    }

    @Override
    public void close() {
        entries.values().forEach(this::drop);
        entries.clear();
    }
}
