package dev.vlmstream.scoring.runs;

/** Where a record lies in a topic. */
public record Position(int partition, long offset) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
        int byPartition = Integer.compare(partition, other.partition);
        return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
    }
}
