package dev.vlmstream.ingest.http;

import dev.vlmstream.ingest.ItemIntake;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Counts what becomes of a request's items, by several threads. */
public final class Summary implements ItemIntake.Refusals {
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

    /** What became of the items of a request. */
    @Schema(description = "How many items of a request were accepted")
    public record ItemsTaken(
            String run,

            @Schema(description = "The number of items that Kafka confirmed")
            long accepted,

            @Schema(description = "The number of lines that were refused")
            long refusedCount,

            @Schema(description = "The first hundred refused lines")
            List<RefusedLine> refused) {

        /** A line that cannot be asked. */
        public record RefusedLine(
                @Schema(description = "The number of the line, from 1")
                long line,

                @Schema(description = "What is wrong with it")
                String error) {}
    }
}
