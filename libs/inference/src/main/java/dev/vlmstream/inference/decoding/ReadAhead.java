package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.decoding.PromptReader.PrefilledRequests;
import dev.vlmstream.inference.onnx.Loading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Answers that wait for a slot. Where keys and values are small, more prompts are read than there are free slots: together they
 * cost less than one by one, and a slot that becomes free later finds one that is ready.
 */
final class ReadAhead implements AutoCloseable {

    /** More together are hardly cheaper. */
    private static final int TOGETHER = 8;

    private final PromptReader reader;
    private final long bytesPerPosition;
    private final long bytes;
    private final Deque<GeneratedSequence> unread;
    private final Deque<PrefilledRequests.Row> ready = new ArrayDeque<>();
    /** Holds what the ready ones have computed. */
    private final List<PrefilledRequests> held = new ArrayList<>();
    /** Those of which none is ready any more, until the next call. */
    private final List<PrefilledRequests> joining = new ArrayList<>();

    /** @param bytes the most that keys and values of answers without a slot may take */
    ReadAhead(PromptReader reader, long bytesPerPosition, long bytes, Collection<GeneratedSequence> answers) {
        this.reader = reader;
        this.bytesPerPosition = bytesPerPosition;
        this.bytes = bytes;
        this.unread = new ArrayDeque<>(answers);
    }

    boolean isEmpty() {
        return unread.isEmpty() && ready.isEmpty();
    }

    /**
     * As many as there are free slots, fewer if fewer are left; what they have computed is there until the next call, or until
     * it has joined a batch.
     */
    List<PrefilledRequests.Row> take(int free) {
        release(joining);
        List<PrefilledRequests.Row> taken = new ArrayList<>();
        while (taken.size() < free && !isEmpty()) {
            if (ready.isEmpty()) {
                read(free - taken.size());
            } else {
                taken.add(ready.poll());
            }
        }
        for (PrefilledRequests read : List.copyOf(held)) {
            if (read.open().stream().noneMatch(ready::contains)) {
                held.remove(read);
                joining.add(read);
                read.spend();
            }
        }
        return taken;
    }

    private void read(int free) {
        List<GeneratedSequence> next = new ArrayList<>();
        long ahead = 0;
        while (!unread.isEmpty() && next.size() < Math.max(free, TOGETHER)) {
            ahead += next.size() < free
                    ? 0
                    : bytesPerPosition * unread.peek().prompt().inputIds().length;
            if (ahead > bytes) {
                break;
            }
            next.add(unread.poll());
        }
        PrefilledRequests read = reader.read(next);
        held.add(read);
        ready.addAll(read.open());
    }

    private static void release(List<PrefilledRequests> all) {
        List<PrefilledRequests> released = List.copyOf(all);
        all.clear();
        Loading.closeAll(released);
    }

    @Override
    public void close() {
        held.addAll(joining);
        joining.clear();
        release(held);
    }
}
