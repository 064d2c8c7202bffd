package dev.vlmstream.ingest.http;

import dev.vlmstream.ingest.ItemDoor;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what becomes of a request's items, by several threads. */
public final class Summary implements ItemDoor.Refusals {
    private static final int MOST_TOLD = 100;

    private final SortedMap<Long, String> first = new TreeMap<>();
    private long accepted;
    private long refused;

    synchronized void accept() {
        accepted++;
    }

    @Override
    public synchronized void refuse(long line, String error) {
        refused++;
        first.put(line, error);
        if (first.size() > MOST_TOLD) {
            first.remove(first.lastKey());
        }
    }

    public synchronized long accepted() {
        return accepted;
    }

    public synchronized long refused() {
        return refused;
    }

    /** The first hundred of what was refused, by line. */
    public synchronized SortedMap<Long, String> first() {
        return new TreeMap<>(first);
    }

    synchronized ItemsTaken of(String run) {
        List<ItemsTaken.RefusedLine> told = first.entrySet().stream()
                .map(line -> new ItemsTaken.RefusedLine(line.getKey(), line.getValue()))
                .toList();
        return new ItemsTaken(run, accepted, refused, told);
    }
}
